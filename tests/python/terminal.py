"""Runs a command on a terminal of so many columns, and writes what it shows.

The first argument is the number of columns; the others are the command.
"""

import fcntl
import os
import pty
import struct
import sys
import termios

columns, command = int(sys.argv[1]), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.execvp(command[0], command)
shown = b""
while True:
    try:
        some = os.read(terminal, 4096)
    except OSError:  # How Linux says that nobody writes any more.
        break
    if not some:
        break
    shown += some
_, status = os.waitpid(child, 0)
sys.stdout.buffer.write(shown.replace(b"\r\n", b"\n"))
sys.exit(os.waitstatus_to_exitcode(status))
