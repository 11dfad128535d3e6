#pragma once
// Telling the service manager that started us how far we are.

#include <string_view>

namespace dengbao::server {

// Sends `state` ("READY=1", "STOPPING=1") to the socket that $NOTIFY_SOCKET names, a path or an
// abstract name that begins with "@", in the protocol of sd_notify(3). True where it was sent;
// false where nobody asks or it could not be sent, which is no reason to stop serving.
bool tell_service_manager(std::string_view state);

}  // namespace dengbao::server
