"""VDI 6007-1: the modes against the guideline's own values."""

from hpsim.validation import vdi6007


def test_the_four_cases_keep_the_guidelines_tolerance():
    checks = vdi6007.checks()
    assert len(checks) == 12
    assert [check.name for check in checks if not check.passed] == []


def test_a_radiant_gain_warms_the_air_less_at_once_than_a_convective_one():
    convective = vdi6007.air_degc(vdi6007.HEAVY, is_radiant=False)
    radiant = vdi6007.air_degc(vdi6007.HEAVY, is_radiant=True)
    assert radiant[6] < convective[6]
    assert radiant[5] == convective[5] == vdi6007.START_DEGC
