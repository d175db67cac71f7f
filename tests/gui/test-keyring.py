# SPDX-License-Identifier: GPL-3.0-or-later
"""The window beside a keyring that is locked: to be run where nobody can unlock it."""
import re

from poster_driver import Poster, main, test


@test('/keyring/a-locked-one-is-told')
def locked():
    with Poster() as app:
        app.press('Try with a Practice Account')
        app.wait(re.compile('keyring', re.I))
        app.quit()


main()
