# A bare server that answers the same bytes; bench/http runs both in turn.
add_executable(http_limit http_limit.cc)
target_link_libraries(http_limit PRIVATE Threads::Threads OpenSSL::Crypto)
