// page.h: operations at the operator's socket, which only the owner of the store can open.
#pragma once

#include "http/exchange.h"

#define OPERATOR_SOCKET "operator.sock" // in the folder of the store

enum { OPERATOR_BODY_MAX = 65536 }; // bytes: all arguments, each with its NUL

// POST /NAME runs the operation of that name: the body is its arguments, each ended by NUL. POST
// /import hands the body, documents as in catalog/documents.h, to the importer. Bodies lie in
// files. Answers plain text: 200 with what it prints; 422 with what is wrong, whole lines for
// standard error; 503, or whatever fits, with one such line for everything else. Static.
const struct routes *operator_routes(void);
