#pragma once
// A service described by a file: where its requests go, what their body looks like, and which
// answers mean that it took them. A vendor is data, never a line of C++.
//
//   adapter: wecom
//   title: {zh: 企业微信群机器人, en: WeCom group robot}
//   address: {zh: 机器人的网址, en: address of the robot}
//   url: "https://…?to={to}" left out: the address of the channel is the URL. What is filled in is
//                            percent-encoded; not in the name of the server
//   headers: {Authorization: "Bearer {secret}"}
//   body: {…} or form: {…}   texts with {subject} {text} {link} {to} {name} {id} {secret} {seconds}
//   longest: 2000            bytes of {text}
//   accepted: {errcode: 0}   members that the JSON of a good answer has; left out: any 2xx
//   later: {errcode: [45009]}  what may succeed at another time; every other answer is a refusal

#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "app/carriers.h"
#include "link/call.h"

namespace dengbao::link {

struct Adapter {
  AdapterHead head;
  std::vector<std::pair<std::string, std::string>> headers;
  json::value body;  // null where it is a form
  std::vector<std::pair<std::string, std::string>> form;
  std::size_t longest = 4000;
  using Member = std::pair<std::string, std::vector<json::value>>;
  std::vector<Member> accepted, later;
};

// BadInput link.adapter_word (unknown or missing word), link.adapter_placeholder, link.adapter_url.
Result<Adapter> read_adapter(const std::string& yaml, const std::string& file);
// The request that tells of a parcel.
Call request_of(const Adapter& adapter, const Parcel& parcel);
// What an answer means.
Handed judged(const Adapter& adapter, const Reply& reply);

}  // namespace dengbao::link
