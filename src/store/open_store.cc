#include "store/open_store.h"

#include "store/drivers.h"
#include "store/sql_store.h"

namespace dengbao {

Result<std::unique_ptr<Store>> open_store(const StoreAddress& address) {
  const std::string& text = address.text;
  if (text.empty()) return fail(ErrorKind::BadInput, "store.no_address");
  const bool server = text.starts_with("postgresql://") || text.starts_with("postgres://");
  if (!server && text.find("://") != std::string::npos) {
    return fail(ErrorKind::BadInput, "store.unknown_address",
                {{"scheme", text.substr(0, text.find("://"))}});
  }
  auto driver =
      server ? TRY(store::postgres_driver(text)) : TRY(store::sqlite_driver(text, address.create));
  return TRY(store::SqlStore::open(std::move(driver), address.create));
}

}  // namespace dengbao
