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

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.server.raftlog.RaftLog;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose followers are told of a commit.
 */
class AppendersTests {

	private final Appenders appenders = new Appenders();

	private final AtomicInteger woken = new AtomicInteger();

	@Test
	void aFollowerThatDoesNotKnowOfTheLastCommitIsToldAtOnce() {
		this.appenders.add(appender(leader(), 8, 6));
		this.appenders.applied(7);
		assertThat(this.woken).hasValue(1);
	}

	@Test
	void anEntryBehindItTellsIt() {
		this.appenders.add(appender(leader(), 9, 6));
		this.appenders.applied(7);
		assertThat(this.woken).hasValue(0);
	}

	@Test
	void aFollowerThatKnowsIsLeftAlone() {
		this.appenders.add(appender(leader(), 8, 7));
		this.appenders.applied(7);
		assertThat(this.woken).hasValue(0);
	}

	@Test
	void thoseOfAnEarlierTermAreForgotten() {
		this.appenders.add(appender(leader(), 8, 6));
		LeaderState later = leader();
		this.appenders.add(appender(later, 8, 7));
		this.appenders.add(appender(later, 8, 7));
		this.appenders.applied(7);
		assertThat(this.woken).hasValue(0);
	}

	private LeaderState leader() {
		return stub(LeaderState.class, Map.of());
	}

	private LogAppender appender(LeaderState leader, long nextIndex, long followersCommit) {
		RaftLog log = stub(RaftLog.class, Map.of("getNextIndex", nextIndex));
		FollowerInfo follower = stub(FollowerInfo.class, Map.of("getCommitIndex", followersCommit));
		return stub(LogAppender.class,
				Map.of("getLeaderState", leader, "isRunning", true, "getRaftLog", log, "getFollower", follower));
	}

	private <T> T stub(Class<T> type, Map<String, Object> answers) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (self, method, arguments) -> {
				switch (method.getName()) {
					case "hashCode" -> {
						return System.identityHashCode(self);
					}
					case "equals" -> {
						return self == arguments[0];
					}
					case "notifyLogAppender" -> {
						this.woken.incrementAndGet();
						return null;
					}
					default -> {
						return answers.get(method.getName());
					}
				}
			}));
	}

}
