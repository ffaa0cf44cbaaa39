// check.h: what every unit test includes: cmocka, with the headers that it needs first.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
