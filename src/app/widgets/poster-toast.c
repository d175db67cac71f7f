/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "poster-toast.h"

/* How wide it gets before it breaks the line. */
#define MIN_WIDTH_CHARS 20
#define MAX_WIDTH_CHARS 64

/* What is beside the words: two buttons at the most, and the rims. */
#define BESIDE_PX 96
#define BUTTON_PX 72

/* So many characters are read in a second, at an easy pace; and between these two it stays. */
#define CHARS_PER_SECOND 15
#define MIN_SECONDS 5
#define MAX_SECONDS 20

/* A toast overlay gives a toast as much width as it likes, even where there is less. */
static int
get_width_chars (GtkWidget *overlay,
                 gboolean   has_button)
{
  PangoContext *context = gtk_widget_get_pango_context (overlay);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int char_width = MAX (pango_font_metrics_get_approximate_char_width (metrics),
                        pango_font_metrics_get_approximate_digit_width (metrics));
  int room = gtk_widget_get_width (overlay) - BESIDE_PX - (has_button ? BUTTON_PX : 0);

  pango_font_metrics_unref (metrics);
  if (gtk_widget_get_width (overlay) == 0 || char_width <= 0)
    return MAX_WIDTH_CHARS;
  /* Bold is wider by a tenth. */
  return CLAMP ((int) ((gint64) room * PANGO_SCALE * 10 / 11 / char_width), MIN_WIDTH_CHARS, MAX_WIDTH_CHARS);
}

/**
 * poster_toast_new:
 * @words: what is to be told; no markup
 * @button: (nullable): label of what can be done about it
 * @overlay: where it will be shown
 *
 * Makes a toast that says all of it, where libadwaita's own would end the line with dots, and stays
 * for as long as it takes to read.
 *
 * Returns: (transfer full): the toast
 */
AdwToast *
poster_toast_new (const char *words,
                  const char *button,
                  GtkWidget  *overlay)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = gtk_label_new (words);
  glong seconds = g_utf8_strlen (words, -1) / CHARS_PER_SECOND;

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), get_width_chars (overlay, button != NULL));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "words");
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_button_label (toast, button);
  adw_toast_set_timeout (toast, (guint) CLAMP (seconds, MIN_SECONDS, MAX_SECONDS));
  return toast;
}
