// target.h: reads a request target (path and query) and a form's body, percent-decoded, checked.
#pragma once

#include "base/outcome.h"
#include "http/exchange.h"

// Reads the body of a form, application/x-www-form-urlencoded, into form. INVALID, with ->problem
// set, when there are too many fields. What cannot be decoded is read as in browsers: a stray "%"
// stays, bytes that are not UTF-8 and control characters become U+FFFD.
MUST_USE enum outcome form_read(struct exchange *exchange, const char *body);

// Fills raw_path, path and query from exchange->target, which is in origin form ("/a?b=c") or
// absolute form ("http://host/a?b=c"); the query as in form_read. INVALID, with ->problem set, when
// it is neither, when the path's percent-encoding is broken, what it decodes to is not UTF-8 or
// holds a control character, or a part is "." or "..", or when there are too many fields.
MUST_USE enum outcome target_read(struct exchange *exchange);
