"""Shell completion: installing it, and answering a shell that asks.

A shell asks by calling the program with `ASKED` in its environment; then every verb's module is
loaded, which a usual command never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ASKED = "_HPSIM_COMPLETE"
INSTALL, SHOW = "--install-completion", "--show-completion"
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")
PROGRAM = "hpsim"


def install_or_show(words: Sequence[str]) -> None:
    """Install the completion of a shell, or print its script.

    The words are one of the two options and the shell, else the one that started the program is
    taken; one that is not known is refused.
    """
    from typer._completion_shared import get_completion_script, install

    shell = _shell(words)
    if words[0] == SHOW:
        print(get_completion_script(prog_name=PROGRAM, complete_var=ASKED, shell=shell))
        return
    _, path = install(shell=shell, prog_name=PROGRAM, complete_var=ASKED)
    print(f"Completion for {shell} is in {path}; it works in the next terminal that you open.")


def _shell(words: Sequence[str]) -> str:
    """Return the shell that is asked for, else the one that this process was started from."""
    from hpsim.errors import HpsimError
    from hpsim.units.messages import did_you_mean

    if len(words) > 1:
        shell = words[1]
    else:
        import shellingham

        try:
            shell = shellingham.detect_shell()[0]
        except shellingham.ShellDetectionFailure:
            shell = ""
    if shell in SHELLS:
        return shell
    hint = did_you_mean(shell, SHELLS, f"such as {words[0]} bash; shells: {', '.join(SHELLS)}")
    what = f"no completion for '{shell}'" if shell else "the shell can't be recognised"
    raise HpsimError.of(what, words[0], hint=hint, title="no completion installed")


def scenario_names(incomplete: str) -> list[str]:
    """Return shipped scenarios and YAML files whose names begin with what was typed."""
    return _or_own(_names_in("."), incomplete)


def sweep_names(incomplete: str) -> list[str]:
    """Return shipped sweeps and YAML files whose names begin with what was typed."""
    return _or_own(_names_in("sweeps"), incomplete)


def _names_in(folder: str) -> list[str]:
    from hpsim.shipped import scenario_folder

    return sorted(path.stem for path in (scenario_folder() / folder).glob("*.yaml"))


def _or_own(names: Iterable[str], incomplete: str) -> list[str]:
    return [*(name for name in names if name.startswith(incomplete)), *yaml_files(incomplete)]


def product_names(incomplete: str) -> list[str]:
    """Return catalogue ids and YAML files whose names begin with what was typed."""
    from hpsim.equipment.catalogue import furnace_ids, product_ids

    return _or_own((*product_ids(), *furnace_ids()), incomplete)


def weather_names(incomplete: str) -> list[str]:
    """Return ids of shipped weather that begin with what was typed."""
    from hpsim.weather.catalog import shipped_weather

    return [entry.id for entry in shipped_weather() if entry.id.startswith(incomplete)]


def yaml_files(incomplete: str) -> Iterator[str]:
    """Give folders and YAML files whose paths begin with what was typed."""
    typed = Path(incomplete)
    folder = typed if incomplete.endswith("/") else typed.parent
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        shown = f"{path}/" if path.is_dir() else str(path)
        is_wanted = path.is_dir() or path.suffix in (".yaml", ".yml")
        if is_wanted and not path.name.startswith(".") and shown.startswith(incomplete):
            yield shown
