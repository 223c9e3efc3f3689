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

package io.raftboot.consensus;

/**
 * Why consensus does not take an input.
 */
public enum Refusal {

	/** Another member leads, or none does. */
	NOT_LEADER,

	/** Leadership is being handed over: nothing new until that ends. */
	TRANSFERRING,

	/** Too much is appended and not yet committed. */
	BUSY,

	/** Another change has not ended, or nothing is committed in this term yet. */
	CHANGE_IN_PROGRESS,

	/** The member is there already. */
	ALREADY_MEMBER,

	/** There is no such member, or it may not do this. */
	NOT_MEMBER,

	/** It would leave no voter. */
	LAST_VOTER,

	/** The new member did not catch up, or the target did not take over, in time. */
	TIMED_OUT

}
