#include "http/events.h"

#include "base/text.h"

namespace dengbao::http {

void Subscription::push(std::string event, std::string data) {
  std::string text = "event: " + event + "\n";
  for (const std::string& line : split(data, '\n')) text += "data: " + line + "\n";
  text += "\n";
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  if (waiting_.size() >= kKept) waiting_.pop_front();
  waiting_.push_back(std::move(text));
  if (wake_) wake_();
}

void Subscription::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  if (wake_) wake_();
}

std::string Subscription::take() {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const std::string& text : waiting_) out += text;
  waiting_.clear();
  return out;
}

bool Subscription::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

void Subscription::when_woken(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
  if (wake_ && (closed_ || !waiting_.empty())) wake_();
}

std::shared_ptr<Subscription> EventHub::subscribe(MaySee may_see) {
  auto out = std::make_shared<Subscription>();
  const std::lock_guard lock(mutex_);
  std::erase_if(readers_, [](const Reader& r) { return r.subscription.expired(); });
  readers_.push_back({out, std::move(may_see)});
  return out;
}

void EventHub::publish(const std::string& event, const std::string& data,
                       const std::vector<std::string>& parties) {
  const std::lock_guard lock(mutex_);
  for (const Reader& reader : readers_)
    if (const auto to = reader.subscription.lock(); to && reader.may_see(parties))
      to->push(event, data);
}

void EventHub::close_all() {
  const std::lock_guard lock(mutex_);
  for (const Reader& reader : readers_)
    if (const auto to = reader.subscription.lock()) to->close();
}

std::size_t EventHub::readers() {
  const std::lock_guard lock(mutex_);
  std::erase_if(readers_, [](const Reader& r) { return r.subscription.expired(); });
  return readers_.size();
}

}  // namespace dengbao::http
