// import.h: the command `verdict import`: finds the documents, and has them published by the
// running server, or does it here.
#pragma once

#include "base/outcome.h"

struct operation;
struct sources;
struct store;

// Has the server that holds the store in `folder` publish the sources; `output` gets what is to be
// printed. NOT_FOUND: no server listens there, and nothing was done. The rest as import_run's.
MUST_USE enum outcome import_ask(const char *folder, struct sources *sources,
                                 struct operation *operation);

// Publishes them in this process, which holds the store in `folder`, migrated and prepared.
MUST_USE enum outcome import_here(const char *folder, struct store *store, struct sources *sources,
                                  struct operation *operation);
