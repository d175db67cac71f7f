# SPDX-License-Identifier: GPL-3.0-or-later
"""The main window as a window: it opens, keeps its size, and ends well."""
import os

from poster_driver import Poster, main, name_of, test, window_size


@test('/window/opens-and-ends-well')
def opens():
    with Poster() as app:
        assert name_of(app.window()) == 'Poster', name_of(app.window())
        assert app.wait('Main Menu', 'button')
        app.quit()


@test('/window/opens-in-the-size-it-had')
def keeps_size():
    with Poster(width=900, height=650) as app:
        app.wait_for(lambda: window_size(app.x_window()) == (900, 650), 'the size of the settings')
        app.resize(1000, 700)
        app.quit()
        app.start()
        app.wait_for(lambda: window_size(app.x_window()) == (1000, 700), 'the size from before')


@test('/window/closes-by-keyboard')
def closes():
    with Poster() as app:
        app.focus()
        app.key('ctrl+w')
        app.wait_for(lambda: app.process.poll() is not None, 'the end')
        assert app.process.returncode == 0


@test('/window/tells-when-the-data-cannot-be-opened')
def tells():
    with Poster() as app:
        app.quit()
        # A file where the folder should be.
        data = os.path.join(app.directory, 'taken')
        with open(data, 'w', encoding='utf-8'):
            pass
        app.env['POSTER_DATA_DIR'] = data
        app.start()
        app.wait('Poster Cannot Open Its Posts')
        app.press('OK')
        app.wait_for(lambda: app.process.poll() is not None, 'the end')


main()
