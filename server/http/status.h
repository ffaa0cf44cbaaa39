// status.h: the one place that maps outcomes to HTTP statuses.
#pragma once

#include "base/outcome.h"

// The status of the error page for an outcome that is not OK.
int status_of(enum outcome outcome);
