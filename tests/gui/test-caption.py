# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a post: pasted, put together from snippets, and with emoji."""
import os
import re

from poster_composing import Composing
from poster_driver import children, copied, main, role_of, test, text_of, walk


@test('/caption/a-megabyte-is-pasted-counted-and-undone')
def megabyte():
    with Composing() as app:
        app.compose_clip()
        path = os.path.join(app.directory, 'words')
        words = 'bread and soup ' * 70000
        with open(path, 'w', encoding='ascii') as file:
            file.write(words)
        caption = app.wait('Caption', 'text')
        with copied(path, 'text/plain;charset=utf-8'):
            app.click_on(caption)
            app.key('ctrl+v')
            app.wait(re.compile('^1,?047,?800 too many$'), 'label')
        # Of a paragraph as long as that only the beginning is shown; all of it is kept.
        app.wait('A paragraph is too long to be shown whole. All of it is kept.', 'label')
        app.wait_for(lambda: app.rows('SELECT content FROM posts') == [(words,)], 'all of it in the draft')
        app.shot('megabyte')
        app.key('ctrl+z')
        app.wait_for(lambda: text_of(caption) == '', 'an empty caption')


@test('/caption/snippets-are-saved-and-inserted')
def snippets():
    with Composing() as app:
        app.compose_clip()
        caption = app.write('#pasta #onepan')
        app.click_on(caption)
        app.key('ctrl+a')
        app.press('Snippets')
        app.choose('Save Selection as Snippet…')
        window = app.wait('Snippets', 'window')
        app.type_into('Name (optional)', 'Kitchen', within=window)
        app.screenshot('composer-snippet', 'Snippets')
        app.press('Save', within=window)
        app.wait_gone('Snippets', 'window')
        app.write('Tonight ')
        app.click_on(caption)
        app.key('ctrl+End')
        app.press('Snippets')
        app.choose('Kitchen')
        app.wait_for(lambda: text_of(caption) == 'Tonight #pasta #onepan', 'the snippet')


@test('/caption/emoji-are-chosen')
def emoji():
    with Composing() as app:
        app.compose_clip()
        caption = app.wait('Caption', 'text')
        app.press('Insert Emoji')
        # GTK's own chooser: it opens with the keyboard in its search.
        chooser = app.wait_for(lambda: [node for node in children(caption) if node.get_name() == 'GtkEmojiChooser'],
                               'the emoji')[0]
        app.wait_for(lambda: any(role_of(node) == 'table cell' for node, _ in walk(chooser)), 'one of them')
        app.key('Down', 'Return')
        app.wait_for(lambda: len(text_of(caption)) > 0 and ord(text_of(caption)[0]) > 0x2000, 'an emoji in the text')


main()
