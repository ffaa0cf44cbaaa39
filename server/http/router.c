// router.c: see router.h.
#include "http/router.h"

#include <string.h>

enum method method_of_name(const char *name) {
    if (strcmp(name, "GET") == 0)
        return METHOD_GET;
    if (strcmp(name, "HEAD") == 0)
        return METHOD_HEAD;
    if (strcmp(name, "POST") == 0)
        return METHOD_POST;
    return METHOD_OTHER;
}

// Whether `path` fits the route; *parameter is what its part ":name" stands for.
static bool fits(const struct route *route, const char *path, struct match *match) {
    size_t prefix = strcspn(route->path, ":");
    if (route->path[prefix] == '\0')
        return strcmp(route->path, path) == 0;
    if (strncmp(route->path, path, prefix) != 0)
        return false;
    size_t length = strcspn(path + prefix, "/");
    const char *suffix = route->path + prefix + strcspn(route->path + prefix, "/");
    if (length == 0 || strcmp(suffix, path + prefix + length) != 0)
        return false;
    match->parameter = path + prefix;
    match->parameter_length = length;
    return true;
}

struct match router_find(const struct routes *routes, enum method method, const char *path) {
    struct match match = {0};
    enum method wanted = method == METHOD_HEAD ? METHOD_GET : method;
    for (size_t i = 0; i < routes->count; i++) {
        const struct route *route = &routes->table[i];
        struct match found = {0};
        if (!fits(route, path, &found))
            continue;
        match.path_known = true;
        match.get = match.get || route->method == METHOD_GET;
        match.post = match.post || route->method == METHOD_POST;
        if (route->method == wanted && !match.route) {
            match.route = route;
            match.parameter = found.parameter;
            match.parameter_length = found.parameter_length;
        }
    }
    return match;
}
