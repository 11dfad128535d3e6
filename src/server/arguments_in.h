#pragma once
// A request's path, query and body as the arguments and globals of a use case.

#include "app/session.h"
#include "http/message.h"
#include "server/routes.h"
#include "server/uploads.h"

namespace dengbao::server {

struct Asked {
  Arguments arguments;
  Globals globals;         // lang, on, as-of
  std::int64_t limit = 0;  // of a list; 0: none given
  std::string after;
};

// A list that the database cuts into pages (app/listing.h).
bool pages_itself(const UseCase& u);
// Chinese where nothing else is asked for.
std::string language_of(const http::Request& request);

// Usage server.unknown_member, server.wrong_type, server.no_path, cli.* for missing and unknown
// values. `account`: whose uploads may be used.
Result<Asked> read_request(const http::Request& request, const Match& match,
                           const std::string& account, Uploads& uploads);

}  // namespace dengbao::server
