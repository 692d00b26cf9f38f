"""Run any program with the stack ready: python -m dev.stack demo|test PROGRAM [ARGUMENT ...]"""

import subprocess
import sys

from dev.stack.environment import forgetful_stack, lasting_stack
from dev.stack.errors import StackError


def main() -> int:
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    name, *command = sys.argv[1:]
    try:
        with forgetful_stack() if name == "test" else lasting_stack(name) as environment:
            return subprocess.run(command, env=environment, check=False).returncode
    except StackError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
