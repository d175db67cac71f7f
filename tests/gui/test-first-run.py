# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way of a newcomer: from the welcome to a published practice post, in the window alone."""
import os
import re

import poster_scenes
from poster_driver import Poster, has, main, test

CLIP = poster_scenes.clip(os.environ['POSTER_TEST_MEDIA'], 'bowl')


@test('/first-run/from-the-welcome-to-a-published-post')
def whole_way():
    with Poster() as app:
        app.wait('Post once, to all your accounts')
        app.press('Try with a Practice Account')
        app.wait_gone('Try with a Practice Account')

        # Slow enough for sending to be seen.
        app.sandbox('/sandbox/faults', {'rules': [{'endpoint': 'upload', 'kind': 'slow', 'pieces': 10, 'interval_us': 200000}]})

        app.press('New Post')
        app.wait('What shall we post?')
        app.press('Choose Files…')
        app.choose_file(CLIP)

        # What the file is, and what is still missing, in words.
        app.wait(os.path.basename(CLIP))
        app.wait(re.compile(r'0:08, 720 × 1280, 30 frames a second'))
        app.wait('Play', 'button')
        chip = app.wait(re.compile('^@.* on TikTok$'), 'button')
        if not has(chip, 'pressed'):
            app.act(chip)
        app.wait('Choose who can see it.')
        assert not has(app.wait('Post Now', 'button'), 'sensitive')

        app.focus('New Post')
        app.type_into('Caption', 'My first post #hello', role='text')
        app.press('Who can see it', 'row')
        app.press('Everyone', 'check')
        app.press('Post Now')
        app.wait_for(lambda: app.window('New Post') is None, 'the end of the composer')

        # The post is seen to go out, and tells its story.
        row = app.wait(re.compile('^My first post #hello, (Preparing|Sending|Processing)'))
        row = app.wait(re.compile('^My first post #hello, Published'))
        app.press('Open', within=row)
        app.wait_for(app.opened, 'the browser')
        assert re.search(r'/@[^/]+/video/\d+', app.opened()[0]), app.opened()

        post = app.posts()[0]
        assert post['status'] == 'published', post
        assert post['content'] == 'My first post #hello'
        app.activate('show-post', post['_id'])
        app.wait('See It on TikTok')
        app.press('What Happened', 'row')
        app.wait(re.compile('TikTok has published it'))
        app.quit()


main()
