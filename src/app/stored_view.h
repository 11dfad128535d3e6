#pragma once
// What decisions look at, answered by the store inside the transaction.

#include <boost/json/object.hpp>
#include <memory>

#include "app/case_cache.h"
#include "app/store.h"
#include "engine/view.h"
#include "engine/world.h"

namespace dengbao {

class StoredView final : public View {
 public:
  // `known`: records that need not be read again; may be none.
  explicit StoredView(Reading& reading, RecordCache* known = nullptr)
      : reading_(reading), known_(known) {}

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

  // A record, or NotFound "KIND.none".
  Result<std::shared_ptr<const KnownRecord>> record(std::string_view kind,
                                                    std::string_view id) const;

 private:
  Reading& reading_;
  RecordCache* known_;
};

// A grant of a capacity as it lies in its record.
Grant grant_from(const json::object& doc);

}  // namespace dengbao
