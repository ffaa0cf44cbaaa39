// site.c: see site.h.
#include "pages/site.h"

#include "db/store.h"

enum outcome site_begin(struct site *site) {
    return store_begin_reading(site->store);
}

void site_end(struct site *site) {
    store_rollback(site->store);
}
