# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not as it should be: files that are none, too many of them, and other processes."""
import os
import re
import subprocess

import poster_scenes
from poster_driver import Poster, main, program, run_tool, test

MEDIA = os.environ['POSTER_TEST_MEDIA']


@test('/bad-input/what-cannot-be-read-is-told-and-the-rest-is-taken')
def mixed():
    with Poster(started=False) as app:
        app.connect_practice('kitchen')
        app.start()
        words = os.path.join(app.directory, 'Shopping list.txt')
        with open(words, 'w', encoding='utf-8') as file:
            file.write('bread, soup')
        folder = os.path.join(app.directory, 'A folder')
        os.mkdir(folder)
        app.open_files(poster_scenes.clip(MEDIA, 'bowl'), words, folder, os.path.join(app.directory, 'Not there.mp4'))
        # A toast, which goes away by itself.
        app.wait(re.compile('Shopping list.txt'))
        app.wait('Play', 'button')


@test('/bad-input/five-hundred-files')
def many():
    with Poster(started=False) as app:
        app.connect_practice('kitchen')
        app.start()
        picture = poster_scenes.picture(MEDIA, 'lake')
        paths = []
        for number in range(500):
            path = os.path.join(app.directory, '%03d.png' % number)
            os.link(picture, path) if os.stat(picture).st_dev == os.stat(app.directory).st_dev else os.symlink(picture, path)
            paths.append(path)
        app.open_files(*paths)
        # TikTok takes 35; the rest is left out, and the window goes on.
        app.wait('35 of 35', seconds=200)
        app.press('@kitchen on TikTok')


@test('/bad-input/another-process-is-the-engine')
def beside():
    with Poster(started=False) as app:
        app.connect_practice('kitchen')
        engine = subprocess.Popen([program(), 'run'], env=dict(app.env), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            app.wait_for(lambda: os.path.exists(os.path.join(app.data, 'engine.sock')), 'the other engine')
            app.start()
            app.wait('No Posts Yet')
            app.post(poster_scenes.clip(MEDIA, 'bowl'), to=['kitchen'], caption='Sent by another')
            app.wait(re.compile('^Sent by another, Published'))
            # It ends, and the window goes on by itself.
            engine.terminate()
            engine.wait(30)
            app.post(poster_scenes.clip(MEDIA, 'vase'), to=['kitchen'], caption='Sent by the window')
            app.wait(re.compile('^Sent by the window, Published'))
        finally:
            if engine.poll() is None:
                engine.kill()
            engine.wait()


@test('/bad-input/no-network-in-the-practice-service')
def gone():
    with Poster(started=False) as app:
        app.connect_practice('kitchen')
        app.start()
        app.wait('No Posts Yet')
        app.sandbox('/sandbox/faults', {'rules': [{'endpoint': '*', 'kind': 'drop_before'}]})
        app.post(poster_scenes.clip(MEDIA, 'bowl'), to=['kitchen'], caption='Nobody hears me')
        app.wait(re.compile('^Nobody hears me, '))
        app.sandbox('/sandbox/faults', method='DELETE')


# The last one: the keyring of this session stays locked.
@test('/bad-input/the-keyring-gets-locked-while-the-window-is-open')
def locked():
    with Poster(started=False) as app:
        app.connect_practice('kitchen')
        app.start()
        app.wait('No Posts Yet')
        run_tool('gdbus', 'call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path',
                 '/org/freedesktop/secrets', '--method', 'org.freedesktop.Secret.Service.Lock',
                 "['/org/freedesktop/secrets/collection/login']")
        app.post(poster_scenes.clip(MEDIA, 'bowl'), to=['kitchen'], caption='Waits for the key', check=False)
        app.wait(re.compile('keyring', re.I))


main()
