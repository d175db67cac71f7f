/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-composer-window.h"

#include "poster-account-chips.h"
#include "poster-adaptive-bin.h"
#include "poster-caption-box.h"
#include "poster-composer-layout.h"
#include "poster-composer-options.h"
#include "poster-composer-stage.h"
#include "poster-cover.h"
#include "poster-creators.h"
#include "poster-draft-intake.h"
#include "poster-draft-keeper.h"
#include "poster-media-strip.h"
#include "poster-preview-bin.h"
#include "poster-publish-bar.h"
#include "poster-queues-model.h"
#include "poster-version-bar.h"
#include "poster-version-switch.h"

G_BEGIN_DECLS

/**
 * PosterObstacle:
 * @POSTER_OBSTACLE_NONE: nothing
 * @POSTER_OBSTACLE_KEEPING: what is asked above the form has to be decided first
 * @POSTER_OBSTACLE_EMPTY: there is nothing to publish
 * @POSTER_OBSTACLE_FILES: files are still being looked into
 * @POSTER_OBSTACLE_ACCOUNTS: no account is chosen
 * @POSTER_OBSTACLE_CREATORS: a service did not say yet, or could not be asked, what may be posted
 * @POSTER_OBSTACLE_FINDING: something was found
 * @POSTER_OBSTACLE_CHOICE: an option has to be chosen
 * @POSTER_OBSTACLE_TIME: the time has passed
 *
 * What keeps a post from being published.
 */
typedef enum
{
  POSTER_OBSTACLE_NONE,
  POSTER_OBSTACLE_KEEPING,
  POSTER_OBSTACLE_EMPTY,
  POSTER_OBSTACLE_FILES,
  POSTER_OBSTACLE_ACCOUNTS,
  POSTER_OBSTACLE_CREATORS,
  POSTER_OBSTACLE_FINDING,
  POSTER_OBSTACLE_CHOICE,
  POSTER_OBSTACLE_TIME,
} PosterObstacle;

typedef void (*PosterNoticeFunc) (PosterComposerWindow *self);

struct _PosterComposerWindow
{
  AdwApplicationWindow   parent_instance;

  PosterSession         *session;       /* (nullable), until it is set up */
  PosterDraft           *draft;
  PosterDraftKeeper     *keeper;
  PosterDraftIntake     *intake;
  PosterCreators        *creators;
  PosterQueuesModel     *queues;
  PosterCover           *cover;
  GPtrArray             *spare;         /* (nullable) (element-type PosterMediaItem), videos that one is asked about */
  char                  *spare_key;     /* (nullable), under which they are put by */
  PosterPlayer          *player;
  GCancellable          *cancellable;
  char                  *edited_id;     /* (nullable), of the stored post that is being opened */
  GPtrArray             *gone;          /* (element-type PosterAccount), disconnected while one writes */
  GPtrArray             *waiting;       /* (nullable), files that came before it was open */
  gboolean               is_open;       /* the draft holds what it should */
  gboolean               is_publishing;
  gboolean               is_making;     /* one post of each of them */
  gboolean               is_closing;
  gboolean               may_close;     /* all is stored, or need not be */
  gboolean               has_content;   /* shown so: the form stays once there was something */
  GPtrArray             *missing;       /* (nullable) (element-type filename), files that are not there any more */
  guint                  passing_source;
  gint64                 passing_us;    /* when the next of its times has passed */
  PosterNoticeFunc       notice_funcs[2];

  AdwToastOverlay       *toast_overlay;
  PosterPreviewBin      *preview_bin;
  PosterAdaptiveBin     *adaptive;
  AdwStatusPage         *empty_page;
  GtkStack              *stack;
  GtkWidget             *drop_area;
  GtkWidget             *choose_button;
  GtkWidget             *write_button;
  PosterComposerLayout  *layout;
  AdwHeaderBar          *header;
  AdwWindowTitle        *window_title;
  GtkButton             *discard_button;
  GtkWidget             *undo_button;
  GtkWidget             *form;
  GtkWidget             *notice;
  GtkLabel              *notice_label;
  GtkButton             *notice_first;
  GtkButton             *notice_second;
  PosterAccountChips    *chips;
  PosterMediaStrip      *media_strip;
  PosterVersionBar      *version_bar;
  PosterCaptionBox      *caption_box;
  PosterVersionSwitch   *version_switch;
  PosterComposerOptions *options;
  PosterPublishBar      *publish_bar;
  PosterComposerStage   *stage;
};

/* In poster-composer-window.c. */
void             poster_composer_window_set_session   (PosterComposerWindow *self,
                                                       PosterSession        *session,
                                                       GSettings            *settings,
                                                       const char           *post_id);
PosterPlatforms *poster_composer_window_get_platforms (PosterComposerWindow *self);
void             poster_composer_window_tell          (PosterComposerWindow *self,
                                                       const char           *words);
void             poster_composer_window_choose        (PosterComposerWindow *self,
                                                       PosterMediaItem      *replaced);

/* In poster-composer-window-empty.c: the page that a new post begins with. */
void             poster_composer_window_set_up_empty  (PosterComposerWindow *self);
void             poster_composer_window_show_empty    (PosterComposerWindow *self);
void             poster_composer_window_write_text    (PosterComposerWindow *self);
gboolean         poster_composer_window_paste_text    (PosterComposerWindow *self);
gboolean         poster_composer_window_takes_text    (PosterComposerWindow *self);

/* In poster-composer-window-words.c: what it says of itself. */
void             poster_composer_window_show_state    (PosterComposerWindow *self);
void             poster_composer_window_show_reason   (PosterComposerWindow *self);
void             poster_composer_window_show_findings (PosterComposerWindow *self);

PosterObstacle   poster_composer_window_get_obstacle  (PosterComposerWindow *self,
                                                       PosterFinding       **finding);

/* In poster-composer-window-accounts.c: accounts that come and go while one writes. */
void             poster_composer_window_follow_accounts (PosterComposerWindow *self);
GPtrArray       *poster_composer_window_dup_findings    (PosterComposerWindow *self);

/* In poster-composer-window-findings.c: where what it says of itself leads to. */
void             poster_composer_window_go_to_finding (PosterComposerWindow *self,
                                                       PosterFinding        *finding);
void             poster_composer_window_install_findings (GtkWidgetClass    *widget_class);

/* In poster-composer-window-files.c: files that are not there any more. */
void             poster_composer_window_look_for_files (PosterComposerWindow *self);
void             poster_composer_window_look_for_files_async (PosterComposerWindow *self,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean         poster_composer_window_look_for_files_finish (PosterComposerWindow *self,
                                                       GAsyncResult         *result);
void             poster_composer_window_add_missing   (PosterComposerWindow *self,
                                                       GPtrArray            *findings);

/* In poster-composer-window-time.c: times that pass while one writes. */
gboolean         poster_composer_window_is_past       (PosterComposerWindow *self);
const char      *poster_composer_window_why_no_repeat (PosterComposerWindow *self);
void             poster_composer_window_follow_time   (PosterComposerWindow *self);

/* In poster-composer-window-take-out.c: files that leave it, with undo. */
void             poster_composer_window_install_take_out (GtkWidgetClass    *widget_class);

/* In poster-composer-window-end.c: how it comes to its end. */
void             poster_composer_window_publish       (PosterComposerWindow *self);
void             poster_composer_window_discard       (PosterComposerWindow *self);
gboolean         poster_composer_window_close_request (PosterComposerWindow *self);

/* In poster-composer-window-versions.c: what one account has for itself. */
void             poster_composer_window_install_versions (GtkWidgetClass    *widget_class);
void             poster_composer_window_set_up_versions  (PosterComposerWindow *self);
gboolean         poster_composer_window_leave_version    (PosterComposerWindow *self);

/* In poster-composer-window-media.c: files and the cover. */
void             poster_composer_window_install_media (GtkWidgetClass       *widget_class);
void             poster_composer_window_set_up_media  (PosterComposerWindow *self);

/* In poster-composer-window-spare.c: videos that do not fit into the post. */
void             poster_composer_window_set_up_spare  (PosterComposerWindow *self);
void             poster_composer_window_find_spare_async (PosterComposerWindow *self,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
void             poster_composer_window_follow_spare  (PosterComposerWindow *self);
gboolean         poster_composer_window_settle_spare  (PosterComposerWindow *self);
void             poster_composer_window_forget_spare  (PosterStore          *store,
                                                       const char           *post_id);
void             poster_composer_window_make_one_each (PosterComposerWindow *self);
void             poster_composer_window_use_first     (PosterComposerWindow *self);
char            *poster_composer_window_dup_spare_words (PosterComposerWindow *self);

G_END_DECLS
