#include "app/kinds.h"

namespace dengbao {

std::string_view kind_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Internal:
      return "internal";
    case ErrorKind::Negative:
      return "negative";
    case ErrorKind::Usage:
      return "usage";
    case ErrorKind::BadInput:
      return "bad_input";
    case ErrorKind::NotFound:
      return "not_found";
    case ErrorKind::Refused:
      return "refused";
    case ErrorKind::Conflict:
      return "conflict";
    case ErrorKind::External:
      return "external";
    case ErrorKind::Interrupted:
      return "interrupted";
  }
  return "internal";
}

}  // namespace dengbao
