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

package io.raftboot.jsonrpc;

import java.util.List;

import io.raftboot.ErrorCode;
import io.raftboot.JsonSlice;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;

/**
 * Answers JSON-RPC 2.0 requests and batches with the calls of a {@link RaftNode}.
 * Thread-safe, never blocks, keeps no queue of its own.
 */
public final class Dispatcher {

	private final RequestParser parser;

	private final Methods methods;

	private final int maxRequestSize;

	private final LineMemory lineMemory;

	/**
	 * Create a dispatcher.
	 * @param node the node that is called
	 * @param maxRequestSize the largest request or batch, bytes
	 * @param maxBatchSize the most requests in a batch
	 */
	public Dispatcher(RaftNode node, int maxRequestSize, int maxBatchSize) {
		this.parser = new RequestParser(maxBatchSize);
		this.methods = new Methods(node);
		this.maxRequestSize = maxRequestSize;
		this.lineMemory = new LineMemory(Math.max(4L * maxRequestSize, Runtime.getRuntime().maxMemory() / 8));
	}

	/**
	 * Return the largest request or batch that is taken.
	 * @return bytes
	 */
	public int maxRequestSize() {
		return this.maxRequestSize;
	}

	/**
	 * Handle a request or a batch.
	 * @param json the whole text; not kept after the return
	 * @param reply takes the one reply, perhaps before this method returns
	 */
	public void dispatch(JsonSlice json, ReplyHandler reply) {
		if (json.length() > this.maxRequestSize) {
			reply.reply(tooLarge());
			return;
		}
		RequestParser.Parsed parsed;
		try {
			parsed = this.parser.parse(json);
		}
		catch (RpcException ex) {
			reply.reply(Replies.error(null, ex.error()));
			return;
		}
		List<Request> requests = parsed.requests();
		if (parsed.batch()) {
			BatchReply batch = new BatchReply(requests.size(), reply);
			for (int i = 0; i < requests.size(); i++) {
				Request request = requests.get(i);
				this.methods.call(request, batch.part(i, request.id()));
			}
		}
		else {
			this.methods.call(requests.get(0), reply);
		}
	}

	LineMemory lineMemory() {
		return this.lineMemory;
	}

	/**
	 * Return the reply to a request that there is no room for.
	 */
	static byte[] busy() {
		return Replies.error(null, Replies.of(new RaftException(ErrorCode.BUSY,
				"the unfinished requests of all connections fill the memory for them; try again, with smaller ones")));
	}

	/**
	 * Return the reply to a request that is larger than the limit.
	 * @return the reply
	 */
	public byte[] tooLarge() {
		return Replies.error(null, RpcError.invalidRequest("the request has more than the " + this.maxRequestSize
				+ " bytes that raft.json-rpc.max-request-size allows; send less at once"));
	}

}
