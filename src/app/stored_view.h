#pragma once
// What decisions look at, answered by the store inside the transaction.

#include <boost/json/object.hpp>

#include "app/store.h"
#include "engine/view.h"
#include "engine/world.h"

namespace dengbao {

class StoredView final : public View {
 public:
  explicit StoredView(Reading& reading) : reading_(reading) {}

  Result<Fetched> subject(std::string_view subject, std::string_view field) const override;
  Result<Fetched> party(std::string_view party, std::string_view field) const override;
  Result<std::optional<std::string>> owner_of(std::string_view subject) const override;
  Result<std::optional<std::string>> superior_of(std::string_view party,
                                                 std::string_view line) const override;
  Result<std::vector<std::string>> holders(std::string_view capacity, std::string_view place,
                                           std::string_view rank, Date on) const override;
  Result<bool> holds(std::string_view party, std::string_view capacity, Date on) const override;
  Result<std::vector<std::string>> cases(const CaseSearch& search) const override;
  bool finds_by_value() const override { return true; }

  // The document of a record, or NotFound "KIND.none".
  Result<json::object> document(std::string_view kind, std::string_view id,
                                std::int64_t* version = nullptr) const;

 private:
  Reading& reading_;
};

// A grant of a capacity as it lies in its record.
Grant grant_from(const json::object& doc);

}  // namespace dengbao
