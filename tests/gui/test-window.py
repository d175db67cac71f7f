# SPDX-License-Identifier: GPL-3.0-or-later
"""The main window as a window: it opens, keeps its size, and ends well."""
import os
import re
import sqlite3
import subprocess

from poster_driver import Poster, has, main, make_video, name_of, test, text_of, window_size

CLIP = make_video(os.path.join(os.environ['POSTER_TEST_MEDIA'], 'ball.mp4'))


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


@test('/window/tells-when-there-is-no-display')
def tells_without_display():
    done = subprocess.run([os.environ['POSTER_TEST_PROGRAM']], env=dict(os.environ, DISPLAY=':4711', GDK_BACKEND='x11'),
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.returncode
    assert 'There is no display to open a window on.' in done.stderr, done.stderr
    assert done.stdout == '', done.stdout


@test('/window/quitting-while-a-post-is-stored-ends-all')
def quits_while_publishing():
    app = Poster(started=False)
    app.connect_practice('kitchen')
    with app.start():
        app.open_files(CLIP)
        app.wait('Play', 'button')
        app.focus('New Post')
        app.type_into('Caption', 'And good night', role='text')
        app.press('Who can see it', 'row')
        app.press('Everyone', 'check')
        app.wait_for(lambda: has(app.wait('Post Now', 'button'), 'sensitive'), 'a post that is ready')
        app.focus('New Post')
        # Storing takes until the other lets go.
        other = sqlite3.connect(os.path.join(app.data, 'poster.sqlite'), isolation_level=None)
        other.execute('BEGIN IMMEDIATE')
        app.press('Post Now')
        app.wait_for(lambda: not has(app.wait('Post Now', 'button'), 'sensitive'), 'publishing')
        app.activate('quit')
        app.wait_gone('Poster', 'window')
        other.close()
        app.wait_for(lambda: app.process.poll() is not None, 'the end')
        assert app.process.returncode == 0
        assert [post['content'] for post in app.posts()] == ['And good night']


@test('/window/tells-why-nothing-can-be-sent')
def tells_trouble():
    app = Poster(started=False)
    # Something lies where the engine is to be reached.
    os.makedirs(os.path.join(app.data, 'engine.sock'))
    with app.start():
        app.wait(re.compile('^Nothing can be sent at present: '))


@test('/window/what-was-open-when-it-was-killed-comes-back')
def comes_back():
    with Poster() as app:
        app.connect_practice('kitchen')
        drafts = [app.post(CLIP, to=['kitchen'], caption=caption, arguments=['--draft']) for caption in ('First', 'Second')]
        for draft, words in zip(drafts, ('First', 'Second')):
            app.activate('edit-post', draft)
            app.wait_for(lambda words=words: any(text_of(node) == words for node in app.find_all('Caption', 'text')),
                         'the composer of ' + words)
        # The second is closed, the first is not.
        app.focus('Edit Post')
        app.key('ctrl+w')
        app.wait_for(lambda: not any(text_of(node) == 'Second' for node in app.find_all('Caption', 'text')), 'its end')
        app.process.kill()
        app.process.wait()
        app.start()
        app.wait(re.compile('Poster ended while this post was open'))
        captions = [text_of(node) for node in app.find_all('Caption', 'text')]
        assert captions == ['First'], captions
        app.quit()
        app.start()
        app.wait('Main Menu', 'button')
        assert not app.find_all('Caption', 'text'), 'it was closed, and came back'


main()
