#include "server/paging.h"

#include <algorithm>
#include <boost/json.hpp>

namespace dengbao::server {

std::string name_of_row(const json::value& row) {
  if (!row.is_object()) return json::serialize(row);
  const json::object& o = row.get_object();
  const auto text = [&](std::string_view key) -> std::string {
    const json::value* v = o.if_contains(key);
    return v && v->is_string() ? std::string(v->get_string()) : std::string();
  };
  // A duty has no id of its own; everything else that lists has.
  if (o.contains("duty")) return text("case") + "." + text("duty") + "." + text("instance");
  for (const char* key : {"id", "document", "event", "case", "account", "pack"})
    if (const std::string name = text(key); !name.empty()) return name;
  return json::serialize(row);
}

void cut_page(json::array& rows, const Asked& asked, const http::Request& request,
              http::Response& response) {
  if (!asked.after.empty()) {
    auto at = std::find_if(rows.begin(), rows.end(),
                           [&](const json::value& row) { return name_of_row(row) == asked.after; });
    // A row that has gone since: ids are in order, so the page begins where it stood.
    if (at == rows.end())
      at = std::find_if(rows.begin(), rows.end(),
                        [&](const json::value& row) { return name_of_row(row) > asked.after; });
    else
      ++at;
    rows.erase(rows.begin(), at);
  }
  const auto limit = static_cast<std::size_t>(asked.limit);
  if (limit == 0 || rows.size() <= limit) return;
  rows.resize(limit);
  link_next(name_of_row(rows.back()), request, response);
}

void link_next(const std::string& after, const http::Request& request, http::Response& response) {
  std::string link = request.path + "?";
  for (const auto& [name, value] : request.query)
    if (name != "after")
      link += http::percent_encoded(name) + "=" + http::percent_encoded(value) + "&";
  link += "after=" + http::percent_encoded(after);
  response.headers.set("Link", "<" + link + ">; rel=\"next\"");
}

}  // namespace dengbao::server
