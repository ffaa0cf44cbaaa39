// send.h: turns a filled response into bytes on the wire: headers, gzip, ETag, 304.
// Nobody outside this folder includes it.
#pragma once

#include <microhttpd.h>

#include "http/request.h"

// Queues the response. From here on the library owns the exchange's arena and frees it with the
// response: the caller must not touch it again. MHD_NO: the connection is to be closed.
enum MHD_Result send_response(struct worker *worker, struct MHD_Connection *connection,
                              struct exchange *exchange, bool close);
