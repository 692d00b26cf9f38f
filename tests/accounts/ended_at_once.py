"""What does a reader of files look like that the system ends for its memory or its time?"""

import os
import signal

if __name__ == "__main__":
    os.kill(os.getpid(), signal.SIGKILL)
