// unread.h: mails that came back and could not be read, kept as files for the operator.
#pragma once

#include "base/outcome.h"
#include "mail/entity.h"

enum { UNREAD_MAX = 100 }; // files; then the oldest goes

// Keeps a mail, its first 256 KB at least, in DATA/bounces, readable by this user alone. BUSY when
// the disk is full; INTERNAL for anything else; both logged.
MUST_USE enum outcome unread_keep(const char *data, struct bytes mail);

// How many are kept.
int unread_count(const char *data);
