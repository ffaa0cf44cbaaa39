// router.h: finds the route of a path and method. Pure: no HTTP library.
#pragma once

#include "http/exchange.h"

// What the table says of a path and method.
struct match {
    const struct route *route; // NULL: none for this method
    const char *parameter;     // what ":name" stands for, borrowed from `path`; or NULL
    size_t parameter_length;   // bytes
    bool path_known;           // some route has this path, whatever the method
    bool get, post;            // the methods it has
};

// `path` is percent-decoded. HEAD finds the GET route.
struct match router_find(const struct routes *routes, enum method method, const char *path);

// "GET", "HEAD" and so on in upper case; anything else is METHOD_OTHER.
enum method method_of_name(const char *name);
