"""Makes the project's environment and runs a task in it: ``python3 tools/bootstrap.py run``.

Standard library only, and it parses on Python 3.8 and later, so that whatever Python a machine
has can start it. ``make TASK`` calls it; on Windows say ``py tools/bootstrap.py TASK``.

The environment is ``.venv``; ``test-pythons`` makes others next to it, named by their version
(``.venv-3.13``). An environment can't be built under another name and renamed, since its scripts
hold its path; instead a file ``hpsim-unfinished`` lies in it while it is built, and
``hpsim-ready``, written last, says what it was built from. So a half-made environment is built
anew, one whose recipe has changed is brought up to date, one that was moved is built anew, and one
that somebody made by hand is used and never deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST, NEWEST = (3, 11), (3, 14)
RECIPE = ("pyproject.toml", "constraints.txt")
MAIN_SCENARIO = "chicago-addition"
WINDOWS = os.name == "nt"

# What each task runs, word by word; the first word is a program of the environment.
PYTEST = ["python", "-m", "pytest", "-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
COVERAGE = ["python", "-m", "coverage"]
WORKFLOWS = [f".github/workflows/{name}.yml" for name in ("docs", "nightly", "release", "test")]
INTERPRETED = [  # tests that run the kernel and are short enough without compilation
    "tests/unit/kernel",
    "tests/unit/building/test_films.py",
    "tests/unit/building/test_solar.py",
    "tests/physics/test_behaviour.py",
    "tests/physics/test_drawn_air.py",
    "tests/physics/test_furnaces.py",
    "tests/physics/test_wet_coil.py",
    "tests/reference/test_ideal_load_pass.py::test_a_compiled_day_is_an_interpreted_day",
]
TASKS = {
    "setup": [],
    "run": [["hpsim", "run"]],
    "test": [PYTEST],
    "test-all": [[*PYTEST, "-m", ""]],
    "test-pythons": [PYTEST],
    "coverage": [
        [*COVERAGE, "erase"],
        [*COVERAGE, "run", *PYTEST[1:], *INTERPRETED],
        [*COVERAGE, "combine", "--quiet"],
        [*COVERAGE, "report"],
    ],
    "fmt": [["ruff", "format", "."], ["ruff", "check", "--fix", "."]],
    "type": [["mypy"]],
    "lint": [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports", "--no-logo"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
    ],
    "validate": [["python", "tools/validation_check.py", "--page"]],
    "bench": [["python", "benchmarks/bench.py"]],
    "wheel": [["python", "tools/wheel_check.py"]],
    "crosscheck": [["python", "tools/crosscheck"], ["python", "tools/crosscheck_heat_pumps.py"]],
    "measured": [["python", "tools/measured.py"]],
    "docs": [["sphinx-build", "-q", "-W", "--keep-going", "-b", "html", "docs", "docs/_build"]],
    "mutate": [["python", "tools/mutate.py", "--page"]],
    "fuzz": [["python", "tests/fuzz/harness.py", "--page"]],
}
VARIABLES = {"coverage": {"NUMBA_DISABLE_JIT": "1"}}  # compiled code can't be traced
# what a task needs installed; the others need the tools
EXTRAS = {"run": [], "validate": [], "crosscheck": ["crosscheck"], "docs": ["docs"]}


class BootstrapError(Exception):
    """Something the person at the keyboard has to know, worded as it is printed."""


def main(words):
    """Run the task that ``words`` begin with and return its exit code."""
    if not words or words[0] not in TASKS:
        print("usage: python3 tools/bootstrap.py {%s} [ARGUMENTS]" % " | ".join(TASKS))
        return 0 if words[:1] in ([], ["-h"], ["--help"]) else 2
    task, arguments = words[0], words[1:]
    try:
        return (run_on_pythons if task == "test-pythons" else run_on_one)(task, arguments)
    except BootstrapError as trouble:
        print("\n%s" % trouble, file=sys.stderr)
        return 1
    except OSError as error:
        print("\n%s" % error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return 130


# The task ------------------------------------------------------------------------------------


def run_on_one(task, arguments):
    """Run a task in the project's environment; return its exit code."""
    environment = environment_of()
    make_ready(environment, EXTRAS.get(task, ["dev"]))
    return run_task(task, arguments, environment)


def run_on_pythons(task, arguments):
    """Run a task on the oldest and on the newest Python found; return the first bad exit code."""
    environment = environment_of()
    make_ready(environment, EXTRAS.get(task, ["dev"]))
    own = version_of(environment)
    found = versions_found() or [own]
    chosen = sorted({found[0], found[-1]})
    if len(chosen) == 1:
        print("only Python %s was found: %s runs on that one alone" % (dotted(own), task))
    for version in chosen:
        environment = environment_of(None if version == own else version)
        print("\n%s on Python %s, in %s" % (task, dotted(version), environment), flush=True)
        make_ready(environment, EXTRAS.get(task, ["dev"]), version)
        code = run_task(task, arguments, environment)
        if code:
            return code
    return 0


def run_task(task, arguments, environment):
    """Run the task's commands up to the first that fails; return the last exit code."""
    if task == "run" and not arguments:
        arguments = [MAIN_SCENARIO]
    code = 0
    for command in TASKS[task]:
        words = [program(environment, command[0]), *command[1:], *arguments]
        code = call(words, VARIABLES.get(task, {}))
        if code:
            return code
    if task == "run" and arguments == [MAIN_SCENARIO]:
        print(next_step(environment))
    if task == "setup":
        print("ready: %s" % program(environment, "hpsim"))
    return code


def call(command, variables):
    """Run a command in the project's folder and wait for it, also through Ctrl-C."""
    sys.stdout.flush()
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ, **variables))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # noqa: PERF203 - the command gets it too, and ends by itself
            continue


def next_step(environment):
    """Return the line after a first run, which has itself listed its files."""
    hpsim = os.path.relpath(program(environment, "hpsim"), ROOT)
    return "\nNext: %s init writes a scenario of your own room." % hpsim


# The state of the environment ----------------------------------------------------------------


def environment_of(version=None):
    """Return the path of the project's environment, or of the one with another Python."""
    return os.path.join(ROOT, ".venv-" + dotted(version) if version else ".venv")


def make_ready(environment, extras, version=None):
    """Prepare the environment unless it is ready; wait for another bootstrap that does so."""
    if not is_ready(environment, extras):
        with lock(environment + ".lock"):
            if not is_ready(environment, extras):
                prepare(environment, extras, version)


def ready_file(environment):
    """Return the path of the file that is written last."""
    return os.path.join(environment, "hpsim-ready")


def unfinished_file(environment):
    """Return the path of the file that lies in an environment while we build it."""
    return os.path.join(environment, "hpsim-unfinished")


def recipe_hash():
    """Return the hash of the files that say what belongs into the environment."""
    digest = hashlib.sha256()
    for name in RECIPE:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read() + b"\0")
    return digest.hexdigest()


def read_stamp(environment):
    """Return what the environment says it was built from, {} if it says nothing."""
    try:
        with open(ready_file(environment), encoding="utf-8") as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def is_ready(environment, extras):
    """Say whether the environment is whole, in its place, and has these extras."""
    stamp = read_stamp(environment)
    return (
        stamp.get("recipe") == recipe_hash()
        and stamp.get("folder") == environment
        and set(extras) <= set(stamp.get("extras", []))
        and os.path.exists(program(environment, "python"))
        and not os.path.exists(unfinished_file(environment))
    )


def state_of(environment):
    """Return what has to be done: 'build', 'rebuild', 'update', 'adopt' or 'refuse'.

    'adopt' and 'refuse' are for environments that we did not make.
    """
    if not os.path.lexists(environment):
        return "build"
    if os.path.exists(unfinished_file(environment)):
        return "rebuild"
    works = probe([program(environment, "python")]) is not None
    stamp = read_stamp(environment)
    if not stamp:
        return "adopt" if works else "refuse"
    in_place = stamp.get("folder") == environment
    if stamp.get("by_hand"):
        return "adopt" if works and in_place else "refuse"
    return "update" if works and in_place else "rebuild"


def prepare(environment, extras, version=None):
    """Make the environment ready, whatever state it is in, with a Python of the given version."""
    started = time.time()
    state = state_of(environment)
    if state == "refuse":
        raise BootstrapError(
            "%s was not made by this project and can't be used: it needs Python %s to %s and must "
            "not have been moved. Rename or delete it, then try again."
            % (environment, dotted(OLDEST), dotted(NEWEST))
        )
    if state == "rebuild":
        print("%s is not whole: building it anew" % environment)
        shutil.rmtree(environment)
    if state in ("build", "rebuild"):
        make_environment(environment, version)
    by_hand = state == "adopt"
    if not by_hand:
        write(unfinished_file(environment), "")
    had = read_stamp(environment).get("extras", [])
    wanted = sorted(set(extras) | set(had))
    print("installing hpsim and what it needs into %s (once)" % environment, flush=True)
    install(environment, wanted)
    stamp = {
        "recipe": recipe_hash(),
        "folder": environment,
        "extras": wanted,
        "by_hand": by_hand,
    }
    write(ready_file(environment), json.dumps(stamp, indent=2) + "\n")
    if not by_hand:
        os.remove(unfinished_file(environment))
    print("ready after %.0f s" % (time.time() - started), flush=True)


def install(environment, extras):
    """Install the project, editable, with exact versions of everything it needs."""
    if not run_quietly([program(environment, "python"), "-m", "pip", "--version"]):
        get_pip(environment)
    target = ".[%s]" % ",".join(extras) if extras else "."
    # The build tools come first, at their exact versions, so that building needs no other place.
    # setuptools: one of the tools, psychrolib, comes as source alone.
    tools = ["hatchling", "editables"] + (["setuptools"] if "dev" in extras else [])
    pip_install(environment, tools)
    pip_install(environment, ["--no-compile", "--no-build-isolation", "--editable", target])
    run_quietly([program(environment, "python"), "-c", WRITE_BYTECODE])


WRITE_BYTECODE = (  # on all cores; pip does it on one, which takes 20 s
    "import compileall, sysconfig; "
    "compileall.compile_dir(sysconfig.get_path('purelib'), quiet=2, workers=0)"
)


def pip_install(environment, words):
    """Run pip's install in the environment."""
    command = [program(environment, "python"), "-m", "pip", "install", "--quiet", "--no-input"]
    code = subprocess.call(
        [*command, "--constraint", "constraints.txt", *words], cwd=ROOT, env=clean_variables()
    )
    if code:
        raise BootstrapError(
            "pip could not install %s (see above). Without a network nothing can be installed; "
            "otherwise try again: what was downloaded is kept." % " ".join(words)
        )


# Making an environment -----------------------------------------------------------------------


def make_environment(environment, version=None):
    """Create an environment that has pip: with venv, venv without pip, or uv."""
    interpreters = find_interpreters(version)
    for interpreter in interpreters:
        print("making %s with %s" % (environment, " ".join(interpreter)), flush=True)
        for way in (venv_with_pip, venv_without_pip):
            if attempt(way, environment, interpreter):
                return
    uv = find_uv()
    if uv and not version and attempt(uv_with_pip, environment, uv):
        return
    raise BootstrapError(advice(bool(interpreters)))


def attempt(way, environment, starter):
    """Try one way to create the environment; leave nothing behind if it fails."""
    os.makedirs(environment)
    write(unfinished_file(environment), "")
    if way(environment, starter):
        return True
    shutil.rmtree(environment)
    return False


def venv_with_pip(environment, interpreter):
    """Create it the plain way; Debian's Python without python3-venv can't."""
    return run_quietly([*interpreter, "-m", "venv", environment])


def venv_without_pip(environment, interpreter):
    """Create it without pip, then bring pip in from where there is one."""
    made = run_quietly([*interpreter, "-m", "venv", "--without-pip", environment])
    return made and bring_pip(environment, interpreter)


def uv_with_pip(environment, uv):
    """Create it with uv, which finds or fetches a Python by itself."""
    versions = ">=%s,<%d.%d" % (dotted(OLDEST), NEWEST[0], NEWEST[1] + 1)
    return run_quietly(
        [*uv, "venv", "--allow-existing", "--seed", "--python", versions, environment]
    )


def get_pip(environment):
    """Give pip to an environment that somebody made without it."""
    if not bring_pip(environment, [sys.executable]):
        raise BootstrapError("%s has no pip, and no pip was found to install with" % environment)


def bring_pip(environment, interpreter):
    """Install pip into an environment that has none; return whether there is one now."""
    inside = program(environment, "python")
    ways = [[inside, "-m", "ensurepip"]]
    ways += [
        [*other, "-m", "pip", "--python", inside, "install", "pip"]
        for other in ([interpreter, [sys.executable]])
    ]
    ways += [[inside, wheel + "/pip", "install", "--no-index", wheel] for wheel in pip_wheels()]
    uv = find_uv()
    if uv:
        ways.append([*uv, "pip", "install", "--python", inside, "pip"])
    return any(run_quietly(way) and run_quietly([inside, "-m", "pip", "--version"]) for way in ways)


def pip_wheels():
    """Return pip's wheels that Linux distributions keep for their own tools."""
    folder = "/usr/share/python-wheels"
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [os.path.join(folder, name) for name in sorted(names) if name.startswith("pip-")]


def find_interpreters(version=None):
    """Return the commands of suitable Pythons: the running one first, then the newest."""
    found, seen = [], set()
    for command in interpreter_commands():
        python = probe(command)
        if python and python not in seen and version in (None, python[0]):
            seen.add(python)
            found.append(command)
    return found


def versions_found():
    """Return the versions of the suitable Pythons, the oldest first."""
    pythons = [probe(command) for command in interpreter_commands()]
    return sorted({python[0] for python in pythons if python})


def version_of(environment):
    """Return the version of an environment's Python."""
    python = probe([program(environment, "python")])
    if python is None:
        raise BootstrapError("%s has no Python that fits" % environment)
    return python[0]


def interpreter_commands():
    """Return all commands that might start a Python, most wanted first."""
    versions = [(3, minor) for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    commands = [[sys.executable]] if sys.executable else []
    if WINDOWS:
        return commands + [["py", "-" + dotted(version)] for version in versions]
    folders = [
        "/opt/homebrew/bin",
        "/usr/local/bin",
        "/usr/bin",
        os.path.expanduser("~/.local/bin"),
    ]
    for version in versions:
        name = "python" + dotted(version)
        commands.append([name])
        commands += [[os.path.join(folder, name)] for folder in folders]
        commands += [[path] for path in pyenv_interpreters(version)]
    return [*commands, ["python3"], ["python"]]


def pyenv_interpreters(version):
    """Return the Pythons of this version that pyenv has, also those it does not show now."""
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    folder = os.path.join(root, "versions")
    try:
        names = sorted(os.listdir(folder), reverse=True)
    except OSError:
        return []
    return [
        os.path.join(folder, name, "bin", "python")
        for name in names
        if name.startswith(dotted(version) + ".")
    ]


PROBE = (
    "import platform, sys, sysconfig; "
    "print(platform.python_implementation(), sys.version_info[0], sys.version_info[1], "
    "sys.maxsize > 2**32, bool(sysconfig.get_config_var('Py_GIL_DISABLED'))); "
    "print(sys.base_prefix)"
)


def probe(command):
    """Return version and place of a suitable Python (its identity), None if it is not one.

    Suitable is CPython of 64 bits, a version in the range, with the global lock: what all
    packages have wheels for.
    """
    if shutil.which(command[0]) is None:
        return None
    try:
        answer = subprocess.run(
            [*command, "-c", PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=False,
            env=clean_variables(),
        )
    except (OSError, subprocess.SubprocessError):
        return None
    lines = answer.stdout.decode("utf-8", "replace").splitlines()
    if answer.returncode or len(lines) != 2:
        return None
    facts = lines[0].split()
    return ((int(facts[1]), int(facts[2])), lines[1]) if is_suitable(facts) else None


def is_suitable(facts):
    """Say whether a Python's facts (implementation, major, minor, 64 bits, no lock) fit."""
    if len(facts) != 5 or facts[0] != "CPython":
        return False
    version = (int(facts[1]), int(facts[2]))
    return OLDEST <= version <= NEWEST and facts[3:] == ["True", "False"]


def find_uv():
    """Return the command that starts uv, None if there is none."""
    for place in ("uv", os.path.expanduser("~/.local/bin/uv"), "/opt/homebrew/bin/uv"):
        if shutil.which(place):
            return [place]
    if sys.executable and run_quietly([sys.executable, "-m", "uv", "--version"]):
        return [sys.executable, "-m", "uv"]
    return None


def advice(has_python):
    """Return the one line that helps where no environment could be made."""
    what = (
        "This Python can't make environments."
        if has_python
        else ("hpsim needs Python %s to %s." % (dotted(OLDEST), dotted(NEWEST)))
    )
    if shutil.which("apt-get"):
        line = apt_line(has_python)
    elif shutil.which("brew"):
        line = "brew install python@3.13"
    elif shutil.which("dnf"):
        line = "sudo dnf install python3.13"
    elif WINDOWS:
        line = "winget install Python.Python.3.13"
    elif sys.platform == "darwin":
        line = "install Python 3.13 from https://www.python.org/downloads/macos"
    else:
        line = "install Python 3.13 with your system's package manager"
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # root needs no sudo and often has none
        line = line.replace("sudo ", "")
    return "%s This helps:\n\n    %s\n\nThen the same command again." % (what, line)


def apt_line(has_python):
    """Return the apt line for what Debian and Ubuntu leave out, or for a newer Python."""
    if has_python:
        return "sudo apt-get install -y python3-venv"
    for minor in (13, 12, 11, 14):
        name = "python3.%d-venv" % minor
        if shutil.which("apt-cache") and run_quietly(["apt-cache", "show", name]):
            return "sudo apt-get install -y %s" % name
    return "sudo apt-get install -y pipx && pipx install uv"


# Small things --------------------------------------------------------------------------------


def program(environment, name):
    """Return the path of one of the environment's programs."""
    if WINDOWS:
        return os.path.join(environment, "Scripts", name + ".exe")
    return os.path.join(environment, "bin", name)


def dotted(version):
    """Return a version as it is written: 3.11."""
    return "%d.%d" % version


def clean_variables():
    """Return the environment variables without those that lead pip and Python astray."""
    astray = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV")
    variables = {name: value for name, value in os.environ.items() if name not in astray}
    variables.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    return variables


def run_quietly(command):
    """Run a command that may fail and return whether it went well; show nothing."""
    try:
        code = subprocess.call(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=clean_variables(),
        )
    except OSError:
        return False
    return code == 0


def write(path, text):
    """Write a small file."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


@contextlib.contextmanager
def lock(path):
    """Keep other bootstraps of this checkout waiting; the lock ends with the process."""
    with open(path, "a+") as file:
        if WINDOWS:
            import msvcrt

            file.seek(0)
            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:  # LK_LOCK gives up after ten seconds
                    continue
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
