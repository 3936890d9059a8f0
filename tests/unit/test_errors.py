"""How errors read."""

from hpsim.errors import HpsimError, Problem


def test_a_problem_that_the_message_tells_is_not_told_twice_but_its_way_out_is():
    told = Problem("no such room", hint="did you mean 'bedroom'?")
    other = Problem("-1 is not above 0", "size", "other.yaml", 3)
    error = HpsimError("no such room", [told, other])
    assert str(error).splitlines() == [
        "no such room",
        "  did you mean 'bedroom'?",
        "  other.yaml, line 3, size: -1 is not above 0",
    ]


def test_a_way_out_that_the_message_tells_is_not_told_twice():
    told = Problem("no such room", hint="see the list")
    error = HpsimError("no such room (see the list)", [told])
    assert str(error) == "no such room (see the list)"
