#include "server/calendar_path.h"

#include "app/calendar_feed.h"
#include "server/problem.h"
#include "server/service.h"

namespace dengbao::server {

http::Response Service::calendar(const http::Request& request) {
  constexpr std::string_view kEnd = ".ics";
  constexpr std::size_t kTokenLength = 40;
  std::string_view token = std::string_view(request.path).substr(kCalendars.size());
  const bool well_formed = token.ends_with(kEnd) && token.size() == kTokenLength + kEnd.size();
  if (well_formed) token.remove_suffix(kEnd.size());
  const Result<std::string> feed =
      well_formed
          ? calendar_of_token(installation_, token, request.parameter("lang").value_or("") != "en")
          : Result<std::string>(fail(ErrorKind::NotFound, "feed.none"));
  if (!feed) return failure(request, feed.error());
  http::Response out = http::Response::typed(200, "text/calendar; charset=utf-8", *feed);
  out.headers.set("Content-Disposition", "inline; filename=\"dengbao.ics\"");
  // The address is a secret: nobody on the way keeps what it answers.
  out.headers.set("Cache-Control", "private, no-store");
  out.headers.set("X-Robots-Tag", "noindex");
  return out;
}

}  // namespace dengbao::server
