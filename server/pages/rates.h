// rates.h: how much one address block may do, for the table in routes.c; see struct rate.
#pragma once

#include "http/exchange.h"

enum site_rate {
    RATE_WRITE = RATE_DEFAULT, // any POST
    RATE_SESSION,              // a new session
    RATE_SIGNUP,               // a form of the newsletter
    SITE_RATES
};
