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

package io.raftboot.machine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.raftboot.ErrorCode;
import io.raftboot.Session;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of commands that may be sent again (Raft dissertation, section 6.3). Part
 * of the replicated state: every replica has the same after the same entry, because it
 * depends on nothing but the entries, and it is part of every snapshot.
 * <p>
 * Of each client the outcomes of its latest sequences are kept. A sequence that is not
 * among them is new when it is above everything that was forgotten of this client, else
 * its outcome is unknown. Clients are evicted in the order in which they were last heard
 * of in the log, which is that of the leaders' timestamps; of an evicted client the
 * highest sequence is still known, so a client that comes back goes on with its next
 * sequence, and a late retry is refused rather than applied again. Of the evicted the
 * oldest are forgotten too in the end; from then on a client that is not known must begin
 * at sequence 1.
 */
final class Sessions {

	/** The most clients whose outcomes are kept. */
	static final int MAX_CLIENTS = 10_000;

	/** The most evicted clients that are still known. */
	static final int MAX_EVICTED = 100_000;

	/** The most bytes of outcomes that are kept of all clients. */
	static final long MAX_BYTES = 64L << 20;

	/** What is counted for an outcome beside its bytes, so that empty ones count too. */
	static final int OVERHEAD = 32;

	private static final Outcome EXPIRED = Outcome.failure(ErrorCode.SESSION_EXPIRED,
			"the outcome is kept no longer: it is unknown whether this sequence was applied");

	/** In the order in which they were last heard of. */
	private final LinkedHashMap<String, ClientOutcomes> clients;

	/** Highest sequences by the hash of the client's name, in the order of eviction. */
	private final LinkedHashMap<Long, Long> evicted;

	private boolean evictedForgotten;

	private long bytes;

	Sessions() {
		this.clients = new LinkedHashMap<>(16, 0.75f, true);
		this.evicted = new LinkedHashMap<>();
	}

	private Sessions(Sessions original) {
		this();
		original.clients.forEach((name, client) -> this.clients.put(name, client.copy()));
		this.evicted.putAll(original.evicted);
		this.evictedForgotten = original.evictedForgotten;
		this.bytes = original.bytes;
	}

	/**
	 * Return the outcome of a command that is not to be applied.
	 * @return its outcome, {@code null} if it is new and to be applied
	 */
	@Nullable Outcome find(Session session) {
		ClientOutcomes client = this.clients.get(session.client());
		if (client != null) {
			Outcome outcome = client.find(session.sequence());
			return (outcome != null || session.sequence() > client.forgotten()) ? outcome : EXPIRED;
		}
		Long highest = this.evicted.get(hash(session.client()));
		if (highest != null) {
			return (session.sequence() > highest) ? null : EXPIRED;
		}
		return (this.evictedForgotten && session.sequence() > 1) ? EXPIRED : null;
	}

	/**
	 * Keep the outcome of a command that was new.
	 */
	void record(Session session, Outcome outcome) {
		ClientOutcomes client = this.clients.get(session.client());
		if (client == null) {
			Long highest = this.evicted.remove(hash(session.client()));
			client = new ClientOutcomes((highest != null) ? highest : 0);
			this.clients.put(session.client(), client);
		}
		this.bytes += client.add(session.sequence(), outcome);
		evict(client);
	}

	private void evict(ClientOutcomes current) {
		Iterator<Map.Entry<String, ClientOutcomes>> oldest = this.clients.entrySet().iterator();
		while ((this.clients.size() > MAX_CLIENTS || this.bytes > MAX_BYTES) && oldest.hasNext()) {
			Map.Entry<String, ClientOutcomes> entry = oldest.next();
			if (entry.getValue() == current) {
				return;
			}
			this.bytes -= entry.getValue().bytes();
			this.evicted.put(hash(entry.getKey()), entry.getValue().highest());
			oldest.remove();
		}
		Iterator<Long> longAgo = this.evicted.keySet().iterator();
		while (this.evicted.size() > MAX_EVICTED) {
			longAgo.next();
			longAgo.remove();
			this.evictedForgotten = true;
		}
	}

	int clients() {
		return this.clients.size();
	}

	/**
	 * Return a copy that stays as it is.
	 */
	Sessions copy() {
		return new Sessions(this);
	}

	void writeTo(DataOutputStream out) throws IOException {
		out.writeInt(this.clients.size());
		for (Map.Entry<String, ClientOutcomes> entry : this.clients.entrySet()) {
			out.writeUTF(entry.getKey());
			entry.getValue().writeTo(out);
		}
		out.writeBoolean(this.evictedForgotten);
		out.writeInt(this.evicted.size());
		for (Map.Entry<Long, Long> entry : this.evicted.entrySet()) {
			out.writeLong(entry.getKey());
			out.writeLong(entry.getValue());
		}
	}

	static Sessions readFrom(DataInputStream in) throws IOException {
		Sessions sessions = new Sessions();
		int count = in.readInt();
		for (int i = 0; i < count; i++) {
			String name = in.readUTF();
			ClientOutcomes client = ClientOutcomes.readFrom(in);
			sessions.clients.put(name, client);
			sessions.bytes += client.bytes();
		}
		sessions.evictedForgotten = in.readBoolean();
		int evictedCount = in.readInt();
		for (int i = 0; i < evictedCount; i++) {
			sessions.evicted.put(in.readLong(), in.readLong());
		}
		return sessions;
	}

	/**
	 * FNV-1a over the characters, 64 bits. Two clients with the same one would have to
	 * share a fate only after both were evicted.
	 */
	private static long hash(String name) {
		long hash = 0xcbf29ce484222325L;
		for (int i = 0; i < name.length(); i++) {
			hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
		}
		return hash;
	}

}
