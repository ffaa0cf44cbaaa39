// message.c: see message.h.
#include "mail/message.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "mail/header.h"
#include "mail/part.h"

// By hand, because strftime would speak the machine's language.
static void write_date(struct text *out, long long date) {
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(date / 1000);
    struct tm utc = {.tm_mday = 1, .tm_year = 70, .tm_wday = 4};
    (void)gmtime_r(&seconds, &utc); // fails only for years that do not fit an int
    text_format(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[utc.tm_wday],
                utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                utc.tm_sec);
}

// What tells programs whose mail this is: a list's, with the way out of it, or an answer to
// somebody's act, which no autoresponder should answer.
static void write_origin(const struct mail *mail, struct text *out) {
    if (!mail->list_id) {
        header_fixed(out, "Auto-Submitted", "auto-generated");
        return;
    }
    header_angle(out, "List-Id", mail->list_name, mail->list_id);
    if (mail->unsubscribe_url) {
        header_angle(out, "List-Unsubscribe", NULL, mail->unsubscribe_url);
        if (strncmp(mail->unsubscribe_url, "https://", 8) == 0)
            header_fixed(out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
}

static void write_head(const struct mail *mail, struct text *out) {
    write_date(out, mail->date);
    header_angle(out, "From", mail->from_name, mail->from_address);
    header_angle(out, "To", NULL, mail->to);
    header_text(out, "Subject", mail->subject);
    header_angle(out, "Message-ID", NULL, mail->message_id);
    write_origin(mail, out);
    header_fixed(out, "MIME-Version", "1.0");
}

// The first of a row of candidates that neither part holds. Each candidate that is refused takes
// bytes of the parts, so the row ends.
static void choose_boundary(char boundary[32], const struct text *one, const struct text *other) {
    for (unsigned number = 0;; number++) {
        (void)snprintf(boundary, 32, "=_verdict_%u", number); // fits
        if (!strstr(one->bytes, boundary) && !strstr(other->bytes, boundary))
            return;
    }
}

void message_write(const struct mail *mail, struct text *out) {
    struct text text = {.arena = out->arena};
    struct text html = {.arena = out->arena};
    part_write(&text, "text/plain", mail->text);
    part_write(&html, "text/html", mail->html);
    char boundary[32];
    choose_boundary(boundary, &text, &html);
    write_head(mail, out);
    text_format(out, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n", boundary);
    text_format(out, "--%s\r\n", boundary);
    text_append(out, text.bytes, text.length);
    text_format(out, "\r\n--%s\r\n", boundary);
    text_append(out, html.bytes, html.length);
    text_format(out, "\r\n--%s--\r\n", boundary);
}
