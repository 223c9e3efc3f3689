/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.benchmarks;

/**
 * How the load speaks to its targets.
 */
enum Protocol {

	/** JSON-RPC as JSON Lines over TCP, any number in flight on a connection. */
	JSONL,

	/** JSON-RPC over {@code POST /rpc}, one request at a time on a connection. */
	HTTP,

	/** etcd's v3 JSON gateway, one request at a time on a connection. */
	ETCD

}
