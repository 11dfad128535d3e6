#include "store/drivers.h"
#include "store/failure.h"
namespace dengbao::store {
Result<std::unique_ptr<Driver>> postgres_driver(const std::string&) {
  return std::unexpected(external("store.connection", "not yet"));
}
}  // namespace dengbao::store
