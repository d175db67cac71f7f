# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the way of a post is said, leads to where it is mended, and goes when it is."""
import os
import re
import shutil

import poster_scenes
from poster_composing import MEDIA, Composing
from poster_driver import has, main, test


@test('/findings/the-reason-leads-to-its-field')
def leads():
    with Composing() as app:
        app.compose_clip()
        app.write('Where to?')
        assert not has(app.wait('Post Now', 'button'), 'sensitive')
        app.press('Choose who can see it.')
        app.wait('Everyone', 'check')
        app.press('Everyone', 'check')
        app.wait_for(lambda: has(app.wait('Post Now', 'button'), 'sensitive'), 'a post that is ready')
        app.wait(re.compile('^Ready'))
        app.shot('ready')


@test('/findings/too-many-words-are-counted-and-lead-to-the-caption')
def too_long():
    with Composing() as app:
        app.compose_clip()
        caption = app.write('soup ' * 450)
        found = app.wait(re.compile('^Stands in the way: '), 'row')
        app.shot('finding')
        app.focus('New Post')
        app.click_on(app.wait('Place in the Clip', 'slider'))
        app.wait_for(lambda: not has(caption, 'focused'), 'the keyboard elsewhere')
        app.click_on(found)
        app.wait_for(lambda: has(caption, 'focused'), 'the keyboard in the caption')
        app.write('soup')
        app.wait_gone(re.compile('^Stands in the way: .*2'), 'row')


@test('/findings/pictures-that-are-too-many-are-taken-out-by-a-press')
def mends():
    with Composing('kitchen', 'studio', platforms={'studio': 'bluesky'}) as app:
        app.compose(*app.pictures(5))
        for handle in ('@kitchen on TikTok', '@studio on Bluesky'):
            if not has(app.wait(handle, 'button'), 'pressed'):
                app.press(handle)
        app.press(re.compile('^Take Out the Last'))
        app.wait_for(lambda: len(app.stored_files()) == 4, 'four pictures')
        app.wait_gone(re.compile('^Take Out the Last'))
        app.press('Undo')
        app.wait_for(lambda: len(app.stored_files()) == 5, 'five pictures')


@test('/findings/an-account-that-is-disconnected-meanwhile-is-told')
def disconnected():
    with Composing('kitchen', 'studio') as app:
        app.compose_clip()
        for handle in ('@kitchen on TikTok', '@studio on TikTok'):
            if not has(app.wait(handle, 'button'), 'pressed'):
                app.press(handle)
        app.write('To both')
        app.command_line('disconnect', '@studio')
        app.wait(re.compile('^An account was disconnected: the post no longer goes there'))
        app.wait_gone('@studio on TikTok', 'button')
        assert has(app.wait('@kitchen on TikTok', 'button'), 'pressed')
        assert app.caption() == 'To both'


@test('/findings/a-file-that-vanishes-is-told')
def vanishes():
    with Composing() as app:
        path = os.path.join(app.directory, 'On a stick.mp4')
        shutil.copy(poster_scenes.clip(MEDIA, 'bowl'), path)
        app.compose(path)
        app.wait('Play', 'button')
        app.press('Choose who can see it.')
        app.press('Everyone', 'check')
        app.wait_for(lambda: has(app.wait('Post Now', 'button'), 'sensitive'), 'a post that is ready')
        os.unlink(path)
        app.write('Where is it?')
        app.press('Post Now')
        app.wait('“On a stick.mp4” is not there any more.')
        assert not has(app.wait('Post Now', 'button'), 'sensitive')
        # Nothing went out, and the words are kept.
        assert [(post['status'], post['content']) for post in app.posts()] == [('draft', 'Where is it?')], app.posts()


main()
