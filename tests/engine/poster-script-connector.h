/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "poster-connector.h"

G_BEGIN_DECLS

/* What happens when a step is run or settled. */
typedef enum
{
  SCRIPT_OK,
  SCRIPT_LATER,        /* fails, nothing arrived; may be tried later */
  SCRIPT_NEVER,        /* refused for good */
  SCRIPT_SIGN_IN,      /* refused: sign in again */
  SCRIPT_LOCKED,       /* the keyring is locked */
  SCRIPT_LOST_BEFORE,  /* no answer, and it had not arrived */
  SCRIPT_LOST_AFTER,   /* no answer, and it had arrived */
  SCRIPT_FINAL,        /* settling: the platform says for sure that it failed */
  SCRIPT_CANNOT_TELL,  /* settling: nothing will ever tell */
  SCRIPT_AGAIN,        /* not decided yet */
  SCRIPT_CAP,          /* refused: the account has had its posts of the day */
  SCRIPT_BANNED,       /* refused: the account may not post until somebody acts */
  SCRIPT_PENDING,      /* refused: posts of this kind wait, others do not */
  SCRIPT_TURN,         /* not asked yet: too many requests within half a minute */
  SCRIPT_HANG,         /* until cancelled */
  SCRIPT_HANG_FAIL,    /* until cancelled, and fails for another reason then */
  SCRIPT_HANG_AFTER,   /* it arrives, and then nothing until cancelled */
} ScriptAct;

#define POSTER_TYPE_SCRIPT_CONNECTOR (poster_script_connector_get_type ())
G_DECLARE_FINAL_TYPE (PosterScriptConnector, poster_script_connector, POSTER, SCRIPT_CONNECTOR, PosterConnector)

PosterScriptConnector *poster_script_connector_new           (PosterClock *clock, PosterSecrets *secrets);
void                   poster_script_connector_plan          (PosterScriptConnector *self, const char *step, ScriptAct act);
guint                  poster_script_connector_get_published (PosterScriptConnector *self, const char *target_id);
guint                  poster_script_connector_get_runs      (PosterScriptConnector *self, const char *step);
guint                  poster_script_connector_get_cancels   (PosterScriptConnector *self);

G_END_DECLS
