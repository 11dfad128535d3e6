#pragma once
// Lists in SQL: the conditions, the search, the order and the place to go on from are part of the
// query. Who sees little has his rows gathered by key and sorted; who sees much walks along an
// index until the page is full.

#include "app/lists.h"
#include "store/connection.h"
#include "store/remembered.h"

namespace dengbao::store {

class Repository;

class RepositoryLists final : public Lists {
 public:
  explicit RepositoryLists(Repository& rows) : rows_(rows) {}

  Result<Page<RecordRow>> records(const ListQuery& query) override;
  Result<Page<CaseRow>> cases(const ListQuery& query) override;
  Result<Page<DutyRow>> duties(const ListQuery& query) override;
  Result<Page<DocumentRow>> documents(const ListQuery& query) override;
  Result<Page<EventRow>> events(const ListQuery& query) override;
  Result<bool> sees(Listed of, std::string_view key, const Sight& sight) override;
  Result<std::vector<Tally>> tally(Listed of, const ListQuery& query,
                                   const std::vector<std::string>& columns) override;
  Result<Instant> last_due(Instant now) override;
  Result<std::vector<std::string>> files_for(std::string_view party) override;

 private:
  template <class T>
  Result<Page<T>> page(Listed of, const ListQuery& query, std::string_view columns,
                       T (*read)(const Row&));

  Counting counting();

  Repository& rows_;
};

}  // namespace dengbao::store
