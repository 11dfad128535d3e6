#include "app/session.h"

#include <chrono>

#include "app/installation.h"

namespace dengbao {

Session::Session(Globals globals, Progress progress)
    : globals_(std::move(globals)), progress_(std::move(progress)) {
  if (!progress_) progress_ = [](std::string_view, std::int64_t, std::int64_t) {};
}

Session::~Session() = default;

Result<LawLibrary*> Session::law() {
  if (!law_) law_ = TRY(LawLibrary::open(globals_.law_folder));
  return &*law_;
}

Result<const Calendar*> Session::calendar() {
  if (installation_) return &installation_->calendar();
  if (!calendar_) {
    const LawLibrary* library = TRY(law());
    calendar_ = TRY(read_calendar(library->files()));
  }
  return &*calendar_;
}

Result<Installation*> Session::installation(bool writing) {
  if (installation_ && (writing_ || !writing)) return installation_.get();
  installation_.reset();  // the lock of writing cannot be taken beside an open reader of our own
  OpenOptions options;
  options.folder = globals_.data;
  options.db = globals_.db;
  options.passphrase_file = globals_.passphrase_file;
  options.writing = writing;
  options.wait_seconds = globals_.wait_seconds;
  const LawLibrary* library = TRY(law());
  installation_ = TRY(Installation::open(options, library->files()));
  writing_ = writing;
  return installation_.get();
}

void Session::next_caller(std::string account, std::optional<Date> on,
                          std::optional<Instant> as_of) {
  globals_.account = std::move(account);
  globals_.on = on;
  globals_.as_of = as_of;
}

Instant Session::now() {
  if (globals_.as_of) return *globals_.as_of;
  if (installation_) return installation_->now();
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Instant::from_millis(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

}  // namespace dengbao
