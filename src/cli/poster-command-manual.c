/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "poster-command-manual"

#include "poster-command-manual.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "poster-command-line.h"

/* What the page says beside the commands. */
static const char head[] =
  ".SH NAME\n"
  "late\\-poster \\- check short video, publish it to many accounts, and see what became of it\n"
  ".SH SYNOPSIS\n"
  ".B late\\-poster\n"
  ".RI [ FILE ...]\n"
  ".br\n"
  ".B late\\-poster\n"
  ".I COMMAND\n"
  ".RI [ OPTION ...]\n"
  ".RI [ ARGUMENT ...]\n"
  ".SH DESCRIPTION\n"
  "Without a command,\n"
  ".B late\\-poster\n"
  "opens its window, with a new post of the files if there are any.\n"
  "With one it works in the terminal, with the same accounts and posts, and needs no display.\n"
  "Both may be used at the same time.\n"
  ".PP\n"
  "An\n"
  ".I ACCOUNT\n"
  "is a handle with an @, a handle with its platform before it (twitter:@kitchen), or an id.\n"
  "The\n"
  ".I ID\n"
  "of a post is what\n"
  ".B late\\-poster posts\n"
  "shows.\n"
  "A\n"
  ".I PLATFORM\n"
  "is one of tiktok, twitter, instagram, facebook, linkedin, youtube, threads, reddit, pinterest, bluesky,\n"
  "telegram, snapchat and googlebusiness.\n"
  ".PP\n"
  "With\n"
  ".B \\-\\-json\n"
  "a command prints one JSON document on standard output; messages and progress go to standard error.\n";

static const char tail[] =
  ".SH EXIT STATUS\n"
  ".TP\n"
  ".B 0\n"
  "It is done.\n"
  ".TP\n"
  ".B 1\n"
  "It was refused, or failed; the reason is on standard error.\n"
  ".TP\n"
  ".B 2\n"
  "Wrong usage.\n"
  ".SH ENVIRONMENT\n"
  ".TP\n"
  ".B POSTER_DATA_DIR\n"
  "The folder with the database, instead of the one under the user's data folder.\n"
  ".TP\n"
  ".B POSTER_TIKTOK_BASE_URL\n"
  "Where TikTok's API is, without a slash at the end. Never used for practice accounts.\n"
  ".TP\n"
  ".B POSTER_TIKTOK_AUTH_URL\n"
  "The address of TikTok's consent page.\n"
  ".TP\n"
  ".B POSTER_LATE_BASE_URL\n"
  "Where Late's API is.\n"
  ".SH FILES\n"
  ".TP\n"
  ".I ~/.local/share/late\\-poster\n"
  "Posts, accounts, and the files that Poster keeps itself.\n"
  "Sign\\-ins are in the keyring, and nowhere else.\n"
  ".SH EXAMPLES\n"
  "Make a practice account, see whether TikTok would take a video, and post it there:\n"
  ".PP\n"
  ".nf\n"
  ".RS\n"
  "late\\-poster connect tiktok \\-\\-practice=kitchen\n"
  "late\\-poster check clip.mp4 \\-\\-platform tiktok\n"
  "late\\-poster post clip.mp4 \\-\\-to @kitchen \\-\\-caption \"Hello\" \\-\\-wait \\e\n"
  "  \\-\\-option privacy_level=PUBLIC_TO_EVERYONE \\e\n"
  "  \\-\\-option content_preview_confirmed=true \\-\\-option express_consent_given=true\n"
  ".RE\n"
  ".fi\n"
  ".PP\n"
  "Connect what is behind a Late key, and let Late publish a post at Christmas:\n"
  ".PP\n"
  ".nf\n"
  ".RS\n"
  "late\\-poster connect late \\-\\-api\\-key\\-stdin < key.txt\n"
  "late\\-poster post clip.mp4 \\-\\-to instagram:@kitchen twitter:@kitchen \\e\n"
  "  \\-\\-at \"2026\\-12\\-24 18:00\" \\-\\-posted\\-by late \\-\\-wait\n"
  ".RE\n"
  ".fi\n";

static gboolean
is_shown (const GOptionEntry *entry)
{
  return (entry->flags & G_OPTION_FLAG_HIDDEN) == 0 && entry->long_name[0] != '\0';
}

static void
set_text (JsonObject *json,
          const char *member,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (json, member, text);
}

/**
 * poster_command_table_to_json:
 *
 * Returns: (transfer full): all commands that are for people, with their options, for programs that
 *   want to know them
 */
JsonObject *
poster_command_table_to_json (void)
{
  const PosterCommand * const *commands = poster_command_line_list ();
  JsonArray *list = json_array_new ();
  JsonObject *document = json_object_new ();

  for (guint i = 0; commands[i] != NULL; i++)
    {
      JsonArray *options = json_array_new ();
      JsonObject *json = json_object_new ();

      if (commands[i]->is_hidden)
        {
          json_array_unref (options);
          json_object_unref (json);
          continue;
        }
      json_object_set_string_member (json, "name", commands[i]->name);
      set_text (json, "usage", commands[i]->usage != NULL ? _(commands[i]->usage) : NULL);
      json_object_set_string_member (json, "summary", _(commands[i]->summary));
      set_text (json, "details", commands[i]->details != NULL ? _(commands[i]->details) : NULL);
      for (const GOptionEntry *entry = commands[i]->entries; entry != NULL && entry->long_name != NULL; entry++)
        {
          JsonObject *option;

          if (!is_shown (entry))
            continue;
          option = json_object_new ();
          json_object_set_string_member (option, "name", entry->long_name);
          set_text (option, "argument", entry->arg_description != NULL ? _(entry->arg_description) : NULL);
          json_object_set_string_member (option, "summary", _(entry->description));
          json_array_add_object_element (options, option);
        }
      json_object_set_array_member (json, "options", options);
      json_array_add_object_element (list, json);
    }
  json_object_set_array_member (document, "commands", list);
  return document;
}

/* Text as roff has it. */
static void
write_text (GString    *roff,
            const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      /* What begins a line may be a request. */
      if ((c == '.' || c == '\'') && (at == text || at[-1] == '\n'))
        g_string_append (roff, "\\&");
      switch (c)
        {
        case '\\':
          g_string_append (roff, "\\e");
          break;
        case '-':
          g_string_append (roff, "\\-");
          break;
        case '\'':
          g_string_append (roff, "\\(aq");
          break;
        case 0x2019:
          g_string_append (roff, "\\(cq");
          break;
        case 0x201c:
          g_string_append (roff, "\\(lq");
          break;
        case 0x201d:
          g_string_append (roff, "\\(rq");
          break;
        case 0x2026:
          g_string_append (roff, "...");
          break;
        default:
          if (c < 0x80)
            g_string_append_c (roff, (char) c);
          else
            g_string_append_printf (roff, "\\[u%04X]", c);
        }
    }
}

static void
write_option (GString            *roff,
              const GOptionEntry *entry)
{
  gboolean is_optional = (entry->flags & G_OPTION_FLAG_OPTIONAL_ARG) != 0;

  g_string_append (roff, ".TP\n.B \\-\\-");
  write_text (roff, entry->long_name);
  if (entry->arg_description != NULL)
    {
      g_string_append (roff, is_optional ? "\\fR[\\fB=\\fI" : "=\\fI");
      write_text (roff, entry->arg_description);
      g_string_append (roff, is_optional ? "\\fR]" : "\\fR");
    }
  g_string_append_c (roff, '\n');
  write_text (roff, entry->description);
  g_string_append (roff, ".\n");
}

static void
write_command (GString             *roff,
               const PosterCommand *command)
{
  g_string_append (roff, ".SS \"late\\-poster ");
  write_text (roff, command->name);
  if (command->usage != NULL)
    {
      g_string_append_c (roff, ' ');
      write_text (roff, command->usage);
    }
  g_string_append (roff, "\"\n");
  write_text (roff, command->summary);
  g_string_append (roff, ".\n");
  if (command->details != NULL)
    {
      g_string_append (roff, ".PP\n");
      write_text (roff, command->details);
      g_string_append_c (roff, '\n');
    }
  for (const GOptionEntry *entry = command->entries; entry != NULL && entry->long_name != NULL; entry++)
    if (is_shown (entry))
      write_option (roff, entry);
}

/**
 * poster_command_manual_to_roff:
 *
 * Returns: (transfer full): the manual page, made of the same table as the help; in English, for it
 *   is made when the program is built
 */
char *
poster_command_manual_to_roff (void)
{
  const PosterCommand * const *commands = poster_command_line_list ();
  GString *roff = g_string_new (NULL);

  g_string_append_printf (roff, ".TH LATE\\-POSTER 1 \"\" \"late\\-poster %s\" \"User Commands\"\n", POSTER_VERSION);
  g_string_append (roff, head);
  g_string_append (roff, ".SH COMMANDS\n");
  for (guint i = 0; commands[i] != NULL; i++)
    if (!commands[i]->is_hidden)
      write_command (roff, commands[i]);
  g_string_append (roff, tail);
  return g_string_free (roff, FALSE);
}
