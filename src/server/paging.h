#pragma once
// A page of a list: so many rows after the one that was last. Lists of the database page themselves
// (app/listing.h); what is short enough to be made whole is cut here.

#include "base/json.h"
#include "http/message.h"
#include "server/arguments_in.h"

namespace dengbao::server {

// What names a row among the others of its list.
std::string name_of_row(const json::value& row);
// Cuts `rows` and sets the Link to the next page where there is one.
void cut_page(json::array& rows, const Asked& asked, const http::Request& request,
              http::Response& response);
// Where the next page is: the same request, going on after a place.
void link_next(const std::string& after, const http::Request& request, http::Response& response);

}  // namespace dengbao::server
