// answer.h: shows an answer in words and as a picture.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "domain/answer.h"
#include "views/views.h"

struct arena;

// {{>ANSWER}}: all of it. `path` is the comparison's own; `weighted`: a reader gave weights.
void fill_answer(struct view *view, struct arena *arena, const struct tool *tools, size_t count,
                 const struct answer *answer, const char *path, bool weighted);
