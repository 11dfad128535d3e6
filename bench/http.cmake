# A bare server that answers the same bytes; bench/http runs both in turn.
add_executable(http_limit http_limit.cc)
target_link_libraries(http_limit PRIVATE Threads::Threads OpenSSL::Crypto)
# Moves over HTTP, beside durable_moves; rows over HTTP, beside a peer.
add_executable(http_moves http_moves.cc)
target_link_libraries(http_moves PRIVATE dengbao_server dengbao_store)
add_executable(http_rows http_rows.cc)
target_link_libraries(http_rows PRIVATE dengbao_http dengbao_store)
