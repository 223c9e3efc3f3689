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

package io.raftboot.ratis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.server.leader.LogAppender;

/**
 * What brings entries from this leader to the followers, to be woken when there is a
 * commit to tell them of: whoever has asked a follower waits for it.
 */
final class Appenders {

	private static final String NAME = Appenders.class.getName();

	private final Set<LogAppender> appenders = ConcurrentHashMap.newKeySet();

	/** Put them into what Ratis hands on. */
	void configure(Parameters parameters) {
		parameters.put(NAME, this, Appenders.class);
	}

	static Appenders of(Parameters parameters) {
		return parameters.getNonNull(NAME, Appenders.class);
	}

	/** Add one, and forget those of an earlier term. */
	LogAppender add(LogAppender created) {
		this.appenders.removeIf((other) -> other.getLeaderState() != created.getLeaderState());
		this.appenders.add(created);
		return created;
	}

	/** Wake those whose followers no entry behind this one tells of its commit. */
	void applied(long index) {
		for (LogAppender appender : this.appenders) {
			if (appender.isRunning() && appender.getRaftLog().getNextIndex() <= index + 1
					&& appender.getFollower().getCommitIndex() < index) {
				appender.notifyLogAppender();
			}
		}
	}

}
