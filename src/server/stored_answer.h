#pragma once
// Stored files as answers: whole, a piece, or nothing where the caller has them already. However
// large a file is, little of it is in memory at once.

#include "app/installation.h"
#include "http/message.h"

namespace dengbao::server {

struct StoredName {
  std::string digest, name;  // as the caller sees it
};

// NotFound document.no_file; Negative log.file_differs where the bytes are not those of the digest.
Result<http::Response> stored_answer(const http::Request& request, Installation& installation,
                                     Reading& reading, const StoredName& file);

}  // namespace dengbao::server
